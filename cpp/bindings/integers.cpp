#include "bindings/python.hpp"

namespace splinex::bindings {

py::int_ to_python(const BigInt &value) {
    std::vector<unsigned char> bytes;
    const BigInt magnitude = abs(value);
    export_bits(magnitude, std::back_inserter(bytes), 8);
    const py::bytes raw(reinterpret_cast<const char *>(bytes.data()), bytes.size());
    py::object number = py::type::of(py::int_(0)).attr("from_bytes")(raw, "big");
    return value < 0 ? py::int_(-number) : py::int_(number);
}

py::list to_python(std::span<const BigInt> values) {
    py::list result;
    for (const BigInt &value : values)
        result.append(to_python(value));
    return result;
}

} // namespace splinex::bindings
