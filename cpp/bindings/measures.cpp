#include "bindings/monitor.hpp"

#include "splinex/geometry/cell_volumes.hpp"
#include "splinex/geometry/inscribed_balls.hpp"

namespace splinex::bindings {

namespace {

using Flags = py::array_t<bool, py::array::c_style>;
using Small = py::array_t<std::int32_t, py::array::c_style>;
using Integers = py::array_t<std::int64_t, py::array::c_style>;

template <class T> std::span<const T> span_of(const py::array_t<T, py::array::c_style> &a) {
    return {a.data(), static_cast<std::size_t>(a.size())};
}

std::span<const std::uint8_t> flags(const Flags &a) {
    return {reinterpret_cast<const std::uint8_t *>(a.data()), static_cast<std::size_t>(a.size())};
}

py::tuple volumes(const Doubles &points, const Integers &ends, const Integers &on_ends, const Small &on,
                  const Flags &bounded, int threads, py::object report) {
    const Polytopes polytopes{
        static_cast<int>(points.shape(1)), view(points), span_of(ends), span_of(on_ends), span_of(on), flags(bounded)};
    PythonMonitor monitor(std::move(report));
    Volumes found;
    {
        const py::gil_scoped_release released;
        found = find_volumes(polytopes, threads, monitor);
    }
    const py::ssize_t n = ends.size();
    return py::make_tuple(owned(std::move(found.values), {n}, py::dtype::of<double>()),
                          owned(std::move(found.errors), {n}, py::dtype::of<double>()),
                          owned(std::move(found.weights), {points.shape(0)}, py::dtype::of<double>()));
}

py::tuple balls(const Doubles &halfspaces, const Integers &ends, const Doubles &points, const Flags &spacious,
                int threads, py::object report) {
    const auto dimension = static_cast<int>(points.shape(1));
    const HalfSpaceColumns polyhedra{dimension, view(halfspaces), span_of(ends), view(points), flags(spacious)};
    PythonMonitor monitor(std::move(report));
    Balls found;
    {
        const py::gil_scoped_release released;
        found = find_balls(polyhedra, threads, monitor);
    }
    const py::ssize_t n = ends.size();
    return py::make_tuple(owned(std::move(found.centres), {n, dimension}, py::dtype::of<double>()),
                          owned(std::move(found.radii), {n}, py::dtype::of<double>()));
}

} // namespace

void register_measures(py::module_ &m) {
    m.def("volumes", &volumes, py::arg("points").noconvert(), py::arg("ends").noconvert(),
          py::arg("on_ends").noconvert(), py::arg("on").noconvert(), py::arg("bounded").noconvert(), py::kw_only(),
          py::arg("threads"), py::arg("report"));
    m.def("balls", &balls, py::arg("halfspaces").noconvert(), py::arg("ends").noconvert(),
          py::arg("points").noconvert(), py::arg("spacious").noconvert(), py::kw_only(), py::arg("threads"),
          py::arg("report"));
}

} // namespace splinex::bindings
