#include "bindings/python.hpp"

#include "splinex/network.hpp"

namespace splinex::bindings {

namespace {

using Integers = py::array_t<std::int64_t, py::array::c_style>;

Network make(const std::vector<Doubles> &weights, const std::vector<Doubles> &biases,
             const std::vector<std::int64_t> &denominators, const std::vector<Integers> &gates,
             const std::vector<int> &counted) {
    std::vector<StoredMap> maps;
    for (std::size_t i = 0; i < weights.size(); ++i)
        maps.push_back({static_cast<int>(weights[i].shape(0)), static_cast<int>(weights[i].shape(1)), view(weights[i]),
                        view(biases[i]), denominators[i],
                        std::span(gates[i].data(), static_cast<std::size_t>(gates[i].size())), counted[i]});
    const py::gil_scoped_release released;
    return Network(maps);
}

/// Bits at the points, and which of them are tied if that is wanted.
std::pair<py::array, py::array> evaluate(const Network &network, const Doubles &points, bool ties) {
    const py::ssize_t n = points.shape(0);
    const auto x = view(points);
    std::vector<std::uint8_t> bits(static_cast<std::size_t>(n) * network.bits()), tied(ties ? bits.size() : 0);
    {
        const py::gil_scoped_release released;
        network.patterns(x, bits, tied);
    }
    const std::vector<py::ssize_t> shape{n, network.bits()};
    return {owned(std::move(bits), shape, py::dtype::of<std::uint8_t>()),
            ties ? owned(std::move(tied), shape, py::dtype::of<std::uint8_t>()) : py::array()};
}

py::tuple numerators(const ExactMap &map) {
    return py::make_tuple(to_python(std::span(map.entries)), to_python(map.denominator));
}

} // namespace

void register_network(py::module_ &m) {
    py::class_<Network>(m, "Network", plain_metaclass())
        .def(py::init(&make), py::arg("weights"), py::arg("biases"), py::arg("denominators"), py::arg("gates"),
             py::arg("counted"))
        .def(
            "patterns", [](const Network &n, const Doubles &points) { return evaluate(n, points, false).first; },
            py::arg("points").noconvert())
        .def(
            "patterns_with_ties", [](const Network &n, const Doubles &points) { return evaluate(n, points, true); },
            py::arg("points").noconvert())
        .def(
            "preactivations",
            [](const Network &n, const Bytes &pattern, int layer) {
                return numerators(n.preactivations(view(pattern), layer));
            },
            py::arg("pattern").noconvert(), py::arg("layer"))
        .def(
            "outputs",
            [](const Network &n, const Bytes &pattern, int layer) {
                return numerators(n.outputs(view(pattern), layer));
            },
            py::arg("pattern").noconvert(), py::arg("layer"));
}

} // namespace splinex::bindings
