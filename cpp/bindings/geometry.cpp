#include "bindings/monitor.hpp"

#include "splinex/geometry/geometry.hpp"

namespace splinex::bindings {

namespace {

using Walls = py::array_t<std::int32_t, py::array::c_style>;
using Ends = py::array_t<std::int64_t, py::array::c_style>;

BoundedRegions regions_of(const Bytes &patterns, const Ends &ends, const Walls &walls) {
    return {view(patterns),
            {ends.data(), static_cast<std::size_t>(ends.size())},
            {walls.data(), static_cast<std::size_t>(walls.size())}};
}

py::tuple columns(GeneratorColumns &&found, py::ssize_t inputs) {
    const auto regions = static_cast<py::ssize_t>(found.ends.size()),
               n = static_cast<py::ssize_t>(found.on_ends.size());
    const auto on = static_cast<py::ssize_t>(found.on.size());
    const auto integers = py::dtype::of<std::int64_t>();
    return py::make_tuple(owned(std::move(found.entries), {n, inputs}, py::dtype::of<double>()),
                          owned(std::move(found.ends), {regions}, integers),
                          owned(std::move(found.on_ends), {n}, integers),
                          owned(std::move(found.on), {on}, py::dtype::of<std::int32_t>()));
}

py::array halfspaces(const Network &network, const Doubles &low, const Doubles &high,
                     const std::vector<const Network *> &constraints, const Bytes &patterns, const Ends &ends,
                     const Walls &walls, int threads, py::object report) {
    const Domain domain = domain_of(low, high, constraints);
    PythonMonitor monitor(std::move(report));
    HalfSpaces found;
    {
        const py::gil_scoped_release released;
        found = find_halfspaces(network, domain, regions_of(patterns, ends, walls), threads, monitor);
    }
    return owned(std::move(found.entries), {walls.size(), low.size() + 1}, py::dtype::of<double>());
}

py::tuple generators(const Network &network, const Doubles &low, const Doubles &high,
                     const std::vector<const Network *> &constraints, const Bytes &patterns, const Ends &ends,
                     const Walls &walls, int threads, py::object report) {
    const Domain domain = domain_of(low, high, constraints);
    PythonMonitor monitor(std::move(report));
    Generators found;
    {
        const py::gil_scoped_release released;
        found = find_generators(network, domain, regions_of(patterns, ends, walls), threads, monitor);
    }
    return py::make_tuple(columns(std::move(found.vertices), low.size()), columns(std::move(found.rays), low.size()),
                          columns(std::move(found.lines), low.size()),
                          owned(std::move(found.spacious), {ends.size()}, py::dtype::of<bool>()));
}

py::tuple find_exact(const Network &network, const Doubles &low, const Doubles &high,
                     const std::vector<const Network *> &constraints, const Bytes &patterns, const Ends &ends,
                     const Walls &walls, py::object report) {
    const Domain domain = domain_of(low, high, constraints);
    PythonMonitor monitor(std::move(report));
    ExactGenerators found;
    {
        const py::gil_scoped_release released;
        found = find_exact_generators(network, domain, regions_of(patterns, ends, walls), monitor);
    }
    return py::make_tuple(to_python(std::span<const BigInt>(found.entries)), found.ends);
}

py::tuple hull(const Network &network, const Doubles &low, const Doubles &high,
               const std::vector<const Network *> &constraints) {
    const Domain domain = domain_of(low, high, constraints);
    const AffineHull found = interruptible([&] { return domain_hull(network, domain); });
    return py::make_tuple(found.coordinates, to_python(std::span<const BigInt>(found.embedding.entries)),
                          to_python(found.embedding.denominator));
}

} // namespace

void register_geometry(py::module_ &m) {
    const auto define = [&](const char *name, auto function, auto... more) {
        m.def(name, function, py::arg("network"), py::arg("low").noconvert(), py::arg("high").noconvert(),
              py::arg("constraints"), more...);
    };
    const auto patterns = py::arg("patterns").noconvert(), ends = py::arg("ends").noconvert(),
               walls = py::arg("walls").noconvert();
    define("halfspaces", &halfspaces, patterns, ends, walls, py::kw_only(), py::arg("threads"), py::arg("report"));
    define("generators", &generators, patterns, ends, walls, py::kw_only(), py::arg("threads"), py::arg("report"));
    define("exact_generators", &find_exact, patterns, ends, walls, py::kw_only(), py::arg("report"));
    define("domain_hull", &hull);
}

} // namespace splinex::bindings
