#include "reference/filters/parts/icosphere.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <utility>

namespace radgauge::reference {

namespace {

using Face = std::array<std::size_t, 3>;

Vec3 on_sphere(const Vec3& v) {
  const double length = std::sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
  return {v[0] / length, v[1] / length, v[2] / length};
}

std::vector<Vec3> icosahedron_corners() {
  const double golden = (1 + std::sqrt(5.0)) / 2;
  std::vector<Vec3> corners;
  for (const double a : {-1.0, 1.0})
    for (const double b : {-golden, golden}) {
      corners.push_back(on_sphere({a, b, 0}));
      corners.push_back(on_sphere({0, a, b}));
      corners.push_back(on_sphere({b, 0, a}));
    }
  return corners;
}

/// Three corners that are neighbours of each other.
std::vector<Face> icosahedron_faces(const std::vector<Vec3>& corners) {
  const auto neighbours = [&](std::size_t i, std::size_t j) {
    double cosine = 0;
    for (std::size_t a = 0; a < 3; ++a) cosine += corners[i][a] * corners[j][a];
    return cosine > 0.4;  // 1 / sqrt(5) between neighbours, -1 / sqrt(5) and -1 between others
  };
  std::vector<Face> faces;
  for (std::size_t i = 0; i < corners.size(); ++i)
    for (std::size_t j = i + 1; j < corners.size(); ++j)
      for (std::size_t k = j + 1; k < corners.size(); ++k)
        if (neighbours(i, j) && neighbours(j, k) && neighbours(i, k)) faces.push_back({i, j, k});
  return faces;
}

}  // namespace

std::vector<Vec3> icosphere_vertices(std::int64_t subdivisions) {
  std::vector<Vec3> vertices = icosahedron_corners();
  std::vector<Face> faces = icosahedron_faces(vertices);
  for (std::int64_t n = 0; n < subdivisions; ++n) {
    std::map<std::pair<std::size_t, std::size_t>, std::size_t> middles;
    const auto middle = [&](std::size_t i, std::size_t j) {
      const auto [at, is_new] = middles.emplace(std::minmax(i, j), vertices.size());
      if (is_new)
        vertices.push_back(
            on_sphere({(vertices[i][0] + vertices[j][0]) / 2, (vertices[i][1] + vertices[j][1]) / 2,
                       (vertices[i][2] + vertices[j][2]) / 2}));
      return at->second;
    };
    std::vector<Face> finer;
    for (const Face& f : faces) {
      const std::size_t a = middle(f[0], f[1]), b = middle(f[1], f[2]), c = middle(f[2], f[0]);
      finer.insert(finer.end(), {Face{f[0], a, c}, Face{f[1], b, a}, Face{f[2], c, b}, Face{a, b, c}});
    }
    faces = std::move(finer);
  }
  return vertices;
}

}  // namespace radgauge::reference
