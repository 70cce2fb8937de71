#include "bindings/monitor.hpp"

#include "splinex/search.hpp"

namespace splinex::bindings {

namespace {

std::unique_ptr<Search> make(const Network &network, const Doubles &low, const Doubles &high,
                             const std::vector<const Network *> &constraints, int threads, bool store, bool exact,
                             bool dictionary, bool resumable, std::string_view state) {
    const Domain domain = domain_of(low, high, constraints);
    const SearchOptions options{store, exact, dictionary, resumable};
    return interruptible([&] {
        return state.empty() ? std::make_unique<Search>(network, domain, options, threads)
                             : std::make_unique<Search>(network, domain, options, threads, state);
    });
}

bool advance(Search &search, std::size_t regions, double seconds, py::object report) {
    using Clock = std::chrono::steady_clock;
    constexpr double most = 1e9; // what the clock can count is more
    PythonMonitor monitor(std::move(report));
    const auto time = std::chrono::duration<double>(std::min(seconds, most));
    const py::gil_scoped_release released;
    return search.advance(regions, Clock::now() + std::chrono::duration_cast<Clock::duration>(time), monitor);
}

py::object lend(Search &search) {
    const auto loan = search.lend();
    return loan ? py::object(py::make_tuple(loan->first, py::bytes(loan->second))) : py::none();
}

py::tuple estimate(Search &search, int repeats, std::size_t width, std::uint64_t seed) {
    PythonMonitor monitor(py::none{});
    const py::gil_scoped_release released;
    const Estimate found = search.estimate(repeats, width, seed, monitor);
    const py::gil_scoped_acquire acquired;
    return py::make_tuple(found.regions, found.spread);
}

py::tuple take(Search &search, std::size_t regions) {
    Regions taken = search.take(regions);
    const auto n = static_cast<py::ssize_t>(taken.size());
    const py::ssize_t bytes = search.pattern_bytes(), inputs = search.inputs();
    return py::make_tuple(owned(std::move(taken.patterns), {n, bytes}, py::dtype::of<std::uint8_t>()),
                          owned(std::move(taken.points), {n, inputs}, py::dtype::of<double>()),
                          owned(std::move(taken.inexact), {n}, py::dtype::of<bool>()));
}

py::dict stats(const Search &search) {
    const Effort &e = search.effort();
    py::dict result;
    result["cuts"] = e.cuts;
    result["free"] = e.free;
    result["float"] = e.floats;
    result["exact"] = e.exact;
    result["witnesses_float"] = e.float_witnesses;
    result["witnesses_exact"] = e.exact_witnesses;
    result["pivots"] = e.pivots;
    result["exact_lps"] = e.exact_lps;
    return result;
}

} // namespace

void register_search(py::module_ &m) {
    py::class_<Search>(m, "Search", plain_metaclass())
        .def(py::init(&make), py::arg("network"), py::arg("low").noconvert(), py::arg("high").noconvert(),
             py::arg("constraints"), py::kw_only(), py::arg("threads"), py::arg("store"), py::arg("exact"),
             py::arg("dictionary"), py::arg("resumable") = false, py::arg("state") = py::bytes())
        .def("advance", &advance, py::arg("regions"), py::arg("seconds"), py::arg("report"))
        .def("take", &take, py::arg("regions"))
        .def("save", [](Search &search) { return py::bytes(search.save()); })
        .def("lend", &lend)
        .def(
            "settle", [](Search &search, long long loan, std::string_view state) { return search.settle(loan, state); },
            py::arg("loan"), py::arg("state"))
        .def("recall", &Search::recall, py::arg("loan"))
        .def("estimate", &estimate, py::arg("repeats"), py::arg("width"), py::arg("seed"))
        .def_property_readonly("ready", &Search::ready)
        .def_property_readonly("explored", &Search::explored)
        .def_property_readonly("fraction", &Search::fraction)
        .def_property_readonly("counts", &Search::counts)
        .def_property_readonly("stats", &stats);
    m.def("instruction_set", [] {
        const std::string name = kernels.name;
        return name.starts_with("v") ? "x86-64-" + name : name;
    });
}

} // namespace splinex::bindings
