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

  /** Nodes in components of two or more nodes, with their roots; shape (found) each. */
  joined(): { readonly nodes: Int32Array; readonly roots: Int32Array } {
    const isJoined = new Uint8Array(this.size);
    for (let node = 0; node < this.size; node++) {
      const root = this.find(node);
      if (root === node) continue;
      isJoined[node] = 1;
      isJoined[root] = 1;
    }
    const nodes = new Int32Array(isJoined.reduce((sum, joined) => sum + joined, 0));
    let found = 0;
    for (let node = 0; node < this.size; node++) if (isJoined[node] === 1) nodes[found++] = node;
    return { nodes, roots: nodes.map((node) => this.find(node)) };
  }
}
