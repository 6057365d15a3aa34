/**
 * Connected components of nodes 0 … n−1 in one Int32Array. The root of a component is its smallest node, independent of
 * the order of unions. Tarjan, JACM 22 (2), 1975; path halving.
 */
export class UnionFind {
  private readonly parent: Int32Array;

  constructor(readonly size: number) {
    this.parent = new Int32Array(size);
    for (let node = 0; node < size; node++) this.parent[node] = node;
  }

  find(node: number): number {
    const { parent } = this;
    let at = node;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]!]!;
      at = parent[at]!;
    }
    return at;
  }

  union(a: number, b: number): void {
    const [rootA, rootB] = [this.find(a), this.find(b)];
    if (rootA < rootB) this.parent[rootB] = rootA;
    else this.parent[rootA] = rootB;
  }
}
