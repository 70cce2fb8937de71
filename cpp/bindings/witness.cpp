#include "bindings/python.hpp"

#include "splinex/region_witness.hpp"

namespace splinex::bindings {

namespace {

py::object witness(const Network &network, const Doubles &low, const Doubles &high, const Bytes &pattern) {
    const Box box{{low.data(), low.data() + low.size()}, {high.data(), high.data() + high.size()}};
    const auto point = region_witness(network, box, view(pattern));
    if (!point)
        return py::none();
    return py::make_tuple(to_python(std::span(point->numerators)), to_python(point->denominator));
}

} // namespace

void register_witness(py::module_ &m) {
    m.def("witness", &witness, py::arg("network"), py::arg("low").noconvert(), py::arg("high").noconvert(),
          py::arg("pattern").noconvert());
}

} // namespace splinex::bindings
