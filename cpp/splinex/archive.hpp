#pragma once

#include "splinex/bigint.hpp"
#include "splinex/errors.hpp"

#include <bit>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

namespace splinex {

/// Values as bytes. A type says once which members it consists of, `archive(a, value)`, for a writer and a reader
/// alike; numbers are little-endian.
class ArchiveWriter {
public:
    template <class... T> void operator()(T &...values) { (put(values), ...); }
    std::string take() { return std::move(bytes_); }

private:
    template <class T> void put(T &value);
    void raw(const void *data, std::size_t n) { bytes_.append(static_cast<const char *>(data), n); }

    std::string bytes_;
};

/// Throws InputError at the end of the bytes. What it reads is believed: only bytes that are known to be whole.
class ArchiveReader {
public:
    explicit ArchiveReader(std::span<const char> bytes) : left_(bytes) {}
    template <class... T> void operator()(T &...values) { (get(values), ...); }
    bool at_end() const { return left_.empty(); }

private:
    template <class T> void get(T &value);
    void raw(void *data, std::size_t n) {
        if (n > left_.size())
            throw InputError("the saved search ends too early");
        if (n > 0)
            std::memcpy(data, left_.data(), n);
        left_ = left_.subspan(n);
    }
    /// A number of items of at least `size` bytes each, which must be there.
    std::size_t length(std::size_t size) {
        std::uint64_t n;
        get(n);
        if (n > left_.size() / size)
            throw InputError("the saved search ends too early");
        return n;
    }

    std::span<const char> left_;
};

namespace archives {

static_assert(std::endian::native == std::endian::little);

template <class T> inline constexpr bool is_vector = false;
template <class T, class A> inline constexpr bool is_vector<std::vector<T, A>> = true;
template <class T> inline constexpr bool is_optional = false;
template <class T> inline constexpr bool is_optional<std::optional<T>> = true;
/// Numbers have no padding: arrays of them are copied as they are.
template <class T> inline constexpr bool is_plain = std::is_arithmetic_v<T> || std::is_enum_v<T>;

} // namespace archives

template <class T> void ArchiveWriter::put(T &value) {
    if constexpr (archives::is_plain<T>) {
        raw(&value, sizeof value);
    } else if constexpr (archives::is_vector<T>) {
        std::uint64_t n = value.size();
        put(n);
        if constexpr (archives::is_plain<typename T::value_type>)
            raw(value.data(), n * sizeof(typename T::value_type));
        else
            for (auto &item : value)
                put(item);
    } else if constexpr (archives::is_optional<T>) {
        bool there = value.has_value();
        put(there);
        if (there)
            put(*value);
    } else if constexpr (std::is_same_v<T, BigInt>) {
        int sign = value.sign();
        std::vector<std::uint8_t> digits;
        if (sign != 0)
            export_bits(sign < 0 ? BigInt(-value) : value, std::back_inserter(digits), 8);
        (*this)(sign, digits);
    } else {
        archive(*this, value);
    }
}

template <class T> void ArchiveReader::get(T &value) {
    if constexpr (archives::is_plain<T>) {
        raw(&value, sizeof value);
    } else if constexpr (archives::is_vector<T>) {
        using Item = typename T::value_type;
        value.resize(length(archives::is_plain<Item> ? sizeof(Item) : 1));
        if constexpr (archives::is_plain<Item>)
            raw(value.data(), value.size() * sizeof(Item));
        else
            for (auto &item : value)
                get(item);
    } else if constexpr (archives::is_optional<T>) {
        bool there;
        get(there);
        if (there)
            get(value.emplace());
        else
            value.reset();
    } else if constexpr (std::is_same_v<T, BigInt>) {
        int sign;
        std::vector<std::uint8_t> digits;
        (*this)(sign, digits);
        value = 0;
        if (sign != 0)
            import_bits(value, digits.begin(), digits.end(), 8);
        if (sign < 0)
            value = -value;
    } else {
        archive(*this, value);
    }
}

} // namespace splinex
