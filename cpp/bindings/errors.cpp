#include "bindings/python.hpp"

#include "splinex/errors.hpp"

namespace splinex::bindings {

void register_errors(py::module_ &m) {
    const py::object error =
        py::reinterpret_steal<py::object>(PyErr_NewException("splinex._core.SplinexError", PyExc_Exception, nullptr));
    const py::tuple bases = py::make_tuple(error, py::handle(PyExc_ValueError));
    m.attr("SplinexError") = error;
    static PyObject *input_error = PyErr_NewException("splinex._core.InputError", bases.ptr(), nullptr);
    m.attr("InputError") = py::handle(input_error);
    py::register_exception_translator([](std::exception_ptr thrown) {
        try {
            std::rethrow_exception(thrown);
        } catch (const InputError &error) {
            PyErr_SetString(input_error, error.what());
        }
    });
}

} // namespace splinex::bindings
