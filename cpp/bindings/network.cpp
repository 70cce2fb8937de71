#include "bindings/python.hpp"

#include "splinex/network.hpp"

namespace splinex::bindings {

namespace {

Network make(const std::vector<Doubles> &weights, const std::vector<Doubles> &biases, const std::vector<bool> &relu) {
    std::vector<StoredMap> maps;
    for (std::size_t i = 0; i < weights.size(); ++i)
        maps.push_back({static_cast<int>(weights[i].shape(0)), static_cast<int>(weights[i].shape(1)), view(weights[i]),
                        view(biases[i]), relu[i]});
    const py::gil_scoped_release released;
    return Network(maps);
}

std::vector<int> widths(const Network &network) {
    std::vector<int> result;
    for (int l = 0; l < network.hidden(); ++l)
        result.push_back(network.layers()[l].rows);
    return result;
}

py::array patterns(const Network &network, const Doubles &points) {
    const py::ssize_t n = points.shape(0);
    const auto x = view(points);
    std::vector<std::uint8_t> pieces(static_cast<std::size_t>(n) * network.units());
    {
        const py::gil_scoped_release released;
        network.patterns(x, pieces);
    }
    return owned(std::move(pieces), {n, network.units()}, py::dtype::of<std::uint8_t>());
}

py::tuple preactivations(const Network &network, const Bytes &pattern, int layer) {
    const ExactMap map = network.preactivations(view(pattern), layer);
    return py::make_tuple(to_python(std::span(map.entries)), to_python(map.denominator));
}

} // namespace

void register_network(py::module_ &m) {
    py::class_<Network>(m, "Network", plain_metaclass())
        .def(py::init(&make), py::arg("weights"), py::arg("biases"), py::arg("relu"))
        .def_property_readonly("n_inputs", &Network::inputs)
        .def_property_readonly("n_outputs", &Network::outputs)
        .def_property_readonly("widths", &widths)
        .def("patterns", &patterns, py::arg("points").noconvert())
        .def("preactivations", &preactivations, py::arg("pattern").noconvert(), py::arg("layer"));
}

} // namespace splinex::bindings
