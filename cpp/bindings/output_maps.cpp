#include "bindings/monitor.hpp"

#include "splinex/output_maps.hpp"

namespace splinex::bindings {

namespace {

py::array number(const Network &network, const Doubles &low, const Doubles &high,
                 const std::vector<const Network *> &constraints, const Bytes &patterns, int layer,
                 const std::vector<int> &outputs, py::object report) {
    const Domain domain = domain_of(low, high, constraints);
    const MapQuestion question{view(patterns), static_cast<std::size_t>(patterns.shape(0)), layer, outputs};
    PythonMonitor monitor(std::move(report));
    std::vector<std::int64_t> numbers;
    {
        const py::gil_scoped_release released;
        numbers = number_maps(network, domain, question, monitor);
    }
    const auto n = static_cast<py::ssize_t>(numbers.size());
    return owned(std::move(numbers), {n}, py::dtype::of<std::int64_t>());
}

py::array round_maps(const Network &network, const Bytes &patterns) {
    const py::ssize_t n = patterns.shape(0);
    const auto packed = view(patterns);
    PythonMonitor monitor{py::none()};
    std::vector<double> maps;
    {
        const py::gil_scoped_release released;
        maps = rounded_maps(network, packed, static_cast<std::size_t>(n), monitor);
    }
    const py::ssize_t columns = network.inputs() + 1;
    const py::ssize_t rows = n ? static_cast<py::ssize_t>(maps.size()) / n / columns : 0;
    return owned(std::move(maps), {n, rows, columns}, py::dtype::of<double>());
}

} // namespace

void register_output_maps(py::module_ &m) {
    m.def("number_maps", &number, py::arg("network"), py::arg("low").noconvert(), py::arg("high").noconvert(),
          py::arg("constraints"), py::arg("patterns").noconvert(), py::arg("layer"), py::arg("outputs"),
          py::arg("report"));
    m.def("rounded_maps", &round_maps, py::arg("network"), py::arg("patterns").noconvert());
}

} // namespace splinex::bindings
