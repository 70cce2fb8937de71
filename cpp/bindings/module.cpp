#include "bindings/python.hpp"

PYBIND11_MODULE(_core, m) {
    using namespace splinex::bindings;
    m.attr("__version__") = SPLINEX_VERSION;
    register_errors(m);
    register_network(m);
    register_search(m);
    register_witness(m);
    register_facets(m);
    register_output_maps(m);
    register_geometry(m);
    register_measures(m);
    register_proof(m);
}
