#include "bindings/python.hpp"

namespace splinex::bindings {

void register_errors(py::module_ &m) {
    const py::object error =
        py::reinterpret_steal<py::object>(PyErr_NewException("splinex._core.SplinexError", PyExc_Exception, nullptr));
    const py::tuple bases = py::make_tuple(error, py::handle(PyExc_ValueError));
    m.attr("SplinexError") = error;
    m.attr("InputError") =
        py::reinterpret_steal<py::object>(PyErr_NewException("splinex._core.InputError", bases.ptr(), nullptr));
}

} // namespace splinex::bindings
