#include "bindings/monitor.hpp"

#include "splinex/region_witness.hpp"

namespace splinex::bindings {

namespace {

py::object witness(const Network &network, const Doubles &low, const Doubles &high,
                   const std::vector<const Network *> &constraints, const Bytes &pattern) {
    const Domain domain = domain_of(low, high, constraints);
    const auto point = interruptible([&] { return region_witness(network, domain, view(pattern)); });
    if (!point)
        return py::none();
    return py::make_tuple(to_python(std::span(point->numerators)), to_python(point->denominator));
}

} // namespace

void register_witness(py::module_ &m) {
    m.def("witness", &witness, py::arg("network"), py::arg("low").noconvert(), py::arg("high").noconvert(),
          py::arg("constraints"), py::arg("pattern").noconvert());
}

} // namespace splinex::bindings
