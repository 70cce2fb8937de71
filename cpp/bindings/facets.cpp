#include "bindings/monitor.hpp"

#include "splinex/facets/facets.hpp"

namespace splinex::bindings {

namespace {

using Walls = py::array_t<std::int32_t, py::array::c_style>;

py::tuple find(const Network &network, const Doubles &low, const Doubles &high,
               const std::vector<const Network *> &constraints, const Bytes &patterns, const Doubles &points,
               bool recession, int threads, py::object report) {
    const Domain domain = domain_of(low, high, constraints);
    const ListedRegions regions{view(patterns), view(points), static_cast<std::size_t>(points.shape(0))};
    PythonMonitor monitor(std::move(report));
    Facets found;
    {
        const py::gil_scoped_release released;
        found = find_facets(network, domain, regions, recession, threads, monitor);
    }
    const auto n = static_cast<py::ssize_t>(found.size());
    const auto switches = static_cast<py::ssize_t>(found.switches.size());
    const auto integers = py::dtype::of<std::int64_t>(), small = py::dtype::of<std::int32_t>();
    return py::make_tuple(owned(std::move(found.regions), {n}, integers),
                          owned(std::move(found.neighbours), {n}, integers),
                          owned(std::move(found.points), {n, points.shape(1)}, py::dtype::of<double>()),
                          owned(std::move(found.walls), {n}, small), owned(std::move(found.switch_ends), {n}, integers),
                          owned(std::move(found.switches), {switches}, small),
                          owned(std::move(found.bounded), {recession ? points.shape(0) : 0}, py::dtype::of<bool>()));
}

py::list rows(const Network &network, const Doubles &low, const Doubles &high,
              const std::vector<const Network *> &constraints, const Bytes &patterns, const Walls &walls) {
    const Domain domain = domain_of(low, high, constraints);
    const std::span<const std::int32_t> wanted(walls.data(), static_cast<std::size_t>(walls.size()));
    const auto found = interruptible([&] { return facet_rows(network, domain, view(patterns), wanted); });
    return to_python(std::span<const BigInt>(found));
}

} // namespace

void register_facets(py::module_ &m) {
    m.def("facets", &find, py::arg("network"), py::arg("low").noconvert(), py::arg("high").noconvert(),
          py::arg("constraints"), py::arg("patterns").noconvert(), py::arg("points").noconvert(), py::kw_only(),
          py::arg("recession"), py::arg("threads"), py::arg("report"));
    m.def("facet_rows", &rows, py::arg("network"), py::arg("low").noconvert(), py::arg("high").noconvert(),
          py::arg("constraints"), py::arg("patterns").noconvert(), py::arg("walls").noconvert());
}

} // namespace splinex::bindings
