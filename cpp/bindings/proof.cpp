#include "bindings/monitor.hpp"

#include "splinex/proofs/proof_tree.hpp"

namespace splinex::bindings {

namespace {

py::tuple proof(const Network &network, const Doubles &low, const Doubles &high,
                const std::vector<const Network *> &constraints, const Bytes &patterns, const Doubles &points,
                const Bytes &inexact, std::size_t section, py::object report) {
    const Domain domain = domain_of(low, high, constraints);
    PythonMonitor monitor(std::move(report));
    ProofTree tree;
    {
        const py::gil_scoped_release released;
        tree = write_proof(network, domain, {view(patterns), view(points), view(inexact)}, section, monitor);
    }
    py::list sections;
    for (auto &section_bytes : tree.sections) {
        const auto n = static_cast<py::ssize_t>(section_bytes.size());
        sections.append(owned(std::move(section_bytes), {n}, py::dtype::of<std::uint8_t>()));
    }
    return py::make_tuple(tree.flat, tree.counts, sections);
}

} // namespace

void register_proof(py::module_ &m) {
    m.def("proof", &proof, py::arg("network"), py::arg("low").noconvert(), py::arg("high").noconvert(),
          py::arg("constraints"), py::arg("patterns").noconvert(), py::arg("points").noconvert(),
          py::arg("inexact").noconvert(), py::arg("section"), py::arg("report"));
}

} // namespace splinex::bindings
