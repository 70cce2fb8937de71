#include "bindings/monitor.hpp"

#include "splinex/output_extreme.hpp"
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

py::array round_all(const Network &network, const Bytes &patterns, int layer, py::object report) {
    const auto n = patterns.shape(0);
    const MapQuestion question{view(patterns), static_cast<std::size_t>(n), layer, {}};
    PythonMonitor monitor(std::move(report));
    std::vector<double> entries;
    {
        const py::gil_scoped_release released;
        entries = rounded_maps(network, question, monitor);
    }
    const auto width = static_cast<py::ssize_t>(n == 0 ? 0 : entries.size() / static_cast<std::size_t>(n));
    return owned(std::move(entries), {n, width}, py::dtype::of<double>());
}

py::tuple find_extreme(const Network &network, const Doubles &low, const Doubles &high,
                       const std::vector<const Network *> &constraints, const Bytes &pattern, int output, int sign) {
    const Domain domain = domain_of(low, high, constraints);
    const Extreme found = interruptible([&] { return output_extreme(network, domain, view(pattern), output, sign); });
    return py::make_tuple(found.bounded, to_python(std::span(found.at.numerators)), to_python(found.at.denominator));
}

} // namespace

void register_output_maps(py::module_ &m) {
    m.def("number_maps", &number, py::arg("network"), py::arg("low").noconvert(), py::arg("high").noconvert(),
          py::arg("constraints"), py::arg("patterns").noconvert(), py::arg("layer"), py::arg("outputs"),
          py::arg("report"));
    m.def("rounded_maps", &round_all, py::arg("network"), py::arg("patterns").noconvert(), py::arg("layer"),
          py::arg("report"));
    m.def("output_extreme", &find_extreme, py::arg("network"), py::arg("low").noconvert(), py::arg("high").noconvert(),
          py::arg("constraints"), py::arg("pattern").noconvert(), py::arg("output"), py::arg("sign"));
}

} // namespace splinex::bindings
