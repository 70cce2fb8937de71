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

} // namespace

void register_output_maps(py::module_ &m) {
    m.def("number_maps", &number, py::arg("network"), py::arg("low").noconvert(), py::arg("high").noconvert(),
          py::arg("constraints"), py::arg("patterns").noconvert(), py::arg("layer"), py::arg("outputs"),
          py::arg("report"));
}

} // namespace splinex::bindings
