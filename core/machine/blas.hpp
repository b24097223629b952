// SciPy's dgemm and sgemm, found through the capsules of scipy.linalg.cython_blas when the module is imported.
#pragma once

#include <nanobind/nanobind.h>

#ifndef _WIN32
#include <pthread.h>
#endif

#include <atomic>
#include <cstring>
#include <string>

#include "machine/rest.hpp"
#include "types.hpp"

namespace rosenblatt {

struct Blas {
    Gemm<double> dgemm = nullptr;
    Gemm<float> sgemm = nullptr;
};

inline Blas& blas() {
    static Blas found;
    return found;
}

template <class T>
Gemm<T> loaded_gemm();
template <>
inline Gemm<double> loaded_gemm() { return blas().dgemm; }
template <>
inline Gemm<float> loaded_gemm() { return blas().sgemm; }

// OpenBLAS unmaps its buffers when the process exits, also while a daemon thread computes with them. Therefore the end of the
// process, of which static objects are notified before libraries, waits for the calls that have begun; others never return.
// On Windows the other threads no longer run then.
class BlasCalls {
public:
#ifndef _WIN32
    BlasCalls() {
        pthread_atfork(nullptr, nullptr, [] { running_ = 0; });  // threads do not exist in the child
    }

    ~BlasCalls() {
        process_ends_ = true;
        while (running_ > 0) std::this_thread::yield();
    }
#endif

    class Call {
    public:
        Call() {
            ++running_;
            if (!process_ends_) return;
            --running_;
            rest_forever();
        }
        Call(const Call&) = delete;
        Call& operator=(const Call&) = delete;
        ~Call() { --running_; }
    };

private:
    inline static std::atomic<int> running_{0};
    inline static std::atomic<bool> process_ends_{false};
};

inline const BlasCalls blas_calls;

template <class T>
void guarded_gemm(const char* a_kind, const char* b_kind, const int* m, const int* n, const int* k, const T* alpha, const T* a, const int* lda,
                  const T* b, const int* ldb, const T* beta, T* c, const int* ldc) {
    const BlasCalls::Call call;
    loaded_gemm<T>()(a_kind, b_kind, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
}

template <class T>
Gemm<T> gemm() { return loaded_gemm<T>() ? guarded_gemm<T> : nullptr; }

template <class Pointer>
Pointer blas_function(const nanobind::dict& table, const char* name) {
    const nanobind::object capsule = table[name];
    const char* const signature = PyCapsule_GetName(capsule.ptr());
    // "void (char *, char *, int *, ..." : the type of the third argument is the width of BLAS's integers.
    if (!signature || !std::strstr(signature, "char *, char *, int *"))
        throw nanobind::import_error((std::string("scipy's ") + name + " does not take 32-bit integers (" + (signature ? signature : "no signature") +
                                      "): install a SciPy built with 32-bit BLAS (LP64)").c_str());
    return reinterpret_cast<Pointer>(PyCapsule_GetPointer(capsule.ptr(), signature));
}

// The module alone, by its file: the package around it imports numpy.f2py, numpy.testing and much else, which takes longer than NumPy itself.
inline nanobind::object cython_blas() {
    const char* const name = "scipy.linalg.cython_blas";
    if (nanobind::cast<nanobind::dict>(nanobind::module_::import_("sys").attr("modules")).contains(name)) return nanobind::module_::import_(name);
    const nanobind::object join = nanobind::module_::import_("os.path").attr("join");
    nanobind::list folders;
    for (nanobind::handle folder : nanobind::module_::import_("scipy").attr("__path__")) folders.append(join(folder, "linalg"));
    const nanobind::object spec = nanobind::module_::import_("importlib.machinery").attr("PathFinder").attr("find_spec")(name, folders);
    if (spec.is_none()) return nanobind::module_::import_(name);
    nanobind::object module = nanobind::module_::import_("importlib.util").attr("module_from_spec")(spec);
    spec.attr("loader").attr("exec_module")(module);
    return module;
}

inline void find_blas() {
    const nanobind::dict table = nanobind::cast<nanobind::dict>(cython_blas().attr("__pyx_capi__"));
    blas() = {blas_function<Gemm<double>>(table, "dgemm"), blas_function<Gemm<float>>(table, "sgemm")};
}

}  // namespace rosenblatt
