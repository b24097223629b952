// The checksum of a recording's records: C++ counterpart of rosenblatt/recording/seal.py.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace rosenblatt {

// Records of `n_words` words of 64 bits, without gaps; the first word of each becomes its checksum.
inline void seal_records(std::uint8_t* records, std::size_t n_records, const std::uint64_t* factors, std::size_t n_words, std::uint64_t seed) {
    for (std::size_t i = 0; i < n_records; ++i, records += n_words * sizeof(std::uint64_t)) {
        std::uint64_t sum = seed;
        for (std::size_t k = 1; k < n_words; ++k) {
            std::uint64_t word;
            std::memcpy(&word, records + k * sizeof word, sizeof word);
            sum += word * factors[k];
        }
        std::memcpy(records, &sum, sizeof sum);
    }
}

}  // namespace rosenblatt
