#pragma once

// The one place that includes pybind11: it must come before the standard headers, and the core must not see it.
#include <pybind11/pybind11.h>

#include <pybind11/numpy.h>
#include <pybind11/stl.h>

#include "splinex/domain.hpp"

#include <vector>

namespace splinex::bindings {

namespace py = pybind11;

using Doubles = py::array_t<double, py::array::c_style>;
using Bytes = py::array_t<std::uint8_t, py::array::c_style>;

void register_errors(py::module_ &m);
void register_network(py::module_ &m);
void register_search(py::module_ &m);
void register_witness(py::module_ &m);
void register_facets(py::module_ &m);
void register_output_maps(py::module_ &m);
void register_geometry(py::module_ &m);
void register_measures(py::module_ &m);
void register_proof(py::module_ &m);

/// Classes are instances of `type`, as the stubs say; none has static properties, which pybind11's own metaclass is
/// for.
inline py::metaclass plain_metaclass() { return py::metaclass(reinterpret_cast<PyObject *>(&PyType_Type)); }

/// A box with the outputs of affine networks that are to be >= 0.
Domain domain_of(const Doubles &low, const Doubles &high, const std::vector<const Network *> &constraints);

py::int_ to_python(const BigInt &value);
py::list to_python(std::span<const BigInt> values);

/// A read-only array that owns the vector; no copy.
template <class Vector> py::array owned(Vector &&values, std::vector<py::ssize_t> shape, const py::dtype &type) {
    static_assert(!std::is_reference_v<Vector>);
    auto *kept = new Vector(std::move(values));
    const py::capsule owner(kept, [](void *p) { delete static_cast<Vector *>(p); });
    py::array result(type, std::move(shape), kept->data(), owner);
    py::detail::array_proxy(result.ptr())->flags &= ~py::detail::npy_api::NPY_ARRAY_WRITEABLE_;
    return result;
}

inline std::span<const double> view(const Doubles &a) { return {a.data(), static_cast<std::size_t>(a.size())}; }
inline std::span<const std::uint8_t> view(const Bytes &a) { return {a.data(), static_cast<std::size_t>(a.size())}; }

} // namespace splinex::bindings
