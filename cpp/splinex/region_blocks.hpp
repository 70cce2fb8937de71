#pragma once

#include "splinex/in_parallel.hpp"
#include "splinex/monitor.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <vector>

namespace splinex {

/// Threads that work on blocks of listed regions, each with a Worker that is made when it is first needed; a Worker has
/// `find(region, result)`.
template <class Result, class Worker, class Make> class RegionTeam {
public:
    RegionTeam(std::size_t count, int threads, Make make) : count_(count), make_(make), workers_(threads) {}

    /// Blocks of so many regions from the first one on, in order; alone, or with all threads.
    std::vector<Result> round(std::size_t first, std::size_t block_size, std::size_t blocks, bool alone) {
        std::vector<Result> results(blocks);
        std::atomic<std::size_t> next = 0;
        in_parallel(alone ? 1 : static_cast<int>(workers_.size()), [&](int thread) {
            for (std::size_t block = next++; block < blocks; block = next++) {
                const std::size_t begin = first + block * block_size;
                Worker &worker = of(thread);
                for (std::size_t i = begin; i < std::min(begin + block_size, count_); ++i)
                    worker.find(i, results[block]);
            }
        });
        return results;
    }

    std::size_t size() const { return workers_.size(); }

private:
    Worker &of(int thread) {
        if (!workers_[thread])
            workers_[thread] = make_();
        return *workers_[thread];
    }

    std::size_t count_;
    Make make_;
    std::vector<std::unique_ptr<Worker>> workers_;
};

/// What the workers find in all regions, joined in their order by `append`: the same for any number of threads. The
/// caller's turn comes between rounds; the first one starts no team.
template <class Result, class Worker, class Make>
Result in_blocks(std::size_t count, int threads, Monitor &monitor, Make make) {
    constexpr std::size_t most_blocks = 8;    // a round, for each thread
    constexpr std::size_t largest_block = 64; // regions; both are fewer where rounds would become longer than that:
    constexpr std::chrono::milliseconds longest_round{20};
    RegionTeam<Result, Worker, Make> team(count, threads, make);
    Result result;
    std::size_t block = 1, blocks_each = most_blocks;
    for (std::size_t done = 0; done < count;) {
        const auto begun = std::chrono::steady_clock::now();
        const bool alone = done == 0;
        const std::size_t left = (count - done + block - 1) / block;
        const std::size_t blocks = std::min(alone ? 1 : blocks_each * team.size(), left);
        for (const Result &part : team.round(done, block, blocks, alone))
            result.append(part);
        done = std::min(done + blocks * block, count);
        monitor.checkpoint(static_cast<double>(done) / static_cast<double>(count), static_cast<long long>(done));
        const bool long_round = std::chrono::steady_clock::now() - begun > longest_round;
        if (!long_round && blocks_each < most_blocks)
            blocks_each *= 2;
        else if (long_round && block == 1)
            blocks_each = std::max<std::size_t>(blocks_each / 2, 1);
        else
            block = long_round ? block / 2 : std::min(2 * block, largest_block);
    }
    return result;
}

} // namespace splinex
