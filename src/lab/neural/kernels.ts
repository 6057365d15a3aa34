/**
 * The arithmetic of gradient-trained models over one memory of numbers that the caller lays out. There are two
 * implementations: SIMD in single precision (`kernels/tensor.as.ts`), equal to the bit in every engine, and plain
 * TypeScript in double precision (`reference-kernels.ts`), slow, for checking gradients.
 *
 * All arguments that name data are offsets, counted in numbers. Elementwise functions take a count that is a multiple
 * of 4; `Device.allocate` pads. Gradients are added to the existing value, so that a value used twice gets both. Indices
 * (of rows, of classes) are stored as numbers.
 */
export interface Kernels {
  /**
   * C ← A·B, or C + A·B where `isAdded`, for A (m × k), B (k × n), C (m × n). Row and column steps stand
   * for transposition. `scratch` holds MULTIPLY_SCRATCH numbers.
   */
  multiply(
    m: number,
    n: number,
    k: number,
    a: number,
    aRow: number,
    aColumn: number,
    b: number,
    bRow: number,
    bColumn: number,
    c: number,
    cRow: number,
    isAdded: number,
    scratch: number,
  ): void;

  /** y = eˣ, x bounded to [−87.3, 88.3] so that single precision stays finite. */
  exponential(n: number, x: number, y: number): void;
  /** y = 1 / (1 + e⁻ˣ). */
  sigmoid(n: number, x: number, y: number): void;
  /** y = max(x, 0). */
  relu(n: number, x: number, y: number): void;
  reluGradient(n: number, x: number, dy: number, dx: number): void;
  /** y = x · sigmoid(x) (Hendrycks and Gimpel, arXiv 1606.08415, §3; Elfwing et al. 2018). */
  silu(n: number, x: number, y: number): void;
  siluGradient(n: number, x: number, dy: number, dx: number): void;
  /** y = ½x(1 + tanh(√(2/π)(x + 0.044715x³))): GELU's tanh form (arXiv 1606.08415, §2). */
  gelu(n: number, x: number, y: number): void;
  geluGradient(n: number, x: number, dy: number, dx: number): void;
  /** y ← y + factor · x. */
  addScaled(n: number, factor: number, x: number, y: number): void;
  /** z ← z + x · y, element by element. */
  multiplyAdd(n: number, x: number, y: number, z: number): void;

  /** Adds one row to each row of y (rows × columns). */
  addToRows(rows: number, columns: number, row: number, y: number): void;
  /** sum ← sum + the sum of x's rows. */
  sumRows(rows: number, columns: number, x: number, sum: number): void;
  /** y[row] = table[indices[row]]. */
  gatherRows(rows: number, columns: number, table: number, indices: number, y: number): void;
  /** dTable[indices[row]] ← dTable[indices[row]] + dy[row]. */
  scatterRows(rows: number, columns: number, dy: number, indices: number, dTable: number): void;
  /**
   * The 3 × 3 neighbourhoods of `count` places from place `from` on, of pictures (images · height · width ×
   * channels), side by side in (count × 9 · channels), zeros beyond the border: a product with it is a convolution.
   */
  unfold(
    from: number,
    count: number,
    height: number,
    width: number,
    channels: number,
    x: number,
    y: number,
  ): void;
  unfoldGradient(
    from: number,
    count: number,
    height: number,
    width: number,
    channels: number,
    dy: number,
    dx: number,
  ): void;
  /**
   * Layer normalisation (Ba et al., arXiv 1607.06450): y = gain · (x − mean) / √(variance + 1e-5) + bias
   * in each row. `columns` is a multiple of 4. Leaves (mean, 1/√…) of each row in `spread`.
   */
  normaliseRows(
    rows: number,
    columns: number,
    x: number,
    gain: number,
    bias: number,
    y: number,
    spread: number,
  ): void;
  normaliseRowsGradient(
    rows: number,
    columns: number,
    x: number,
    gain: number,
    spread: number,
    dy: number,
    dx: number,
    dGain: number,
    dBias: number,
  ): void;
  /** x ← eˣ / Σ eˣ over one row. */
  softmaxRow(columns: number, x: number): void;

  /**
   * losses[row] = −ln softmax(logits[row])[targets[row]], in nats; `logits` become the gradient of
   * scale · Σ losses.
   */
  crossEntropyRows(
    rows: number,
    columns: number,
    logits: number,
    targets: number,
    losses: number,
    scale: number,
  ): void;
  /**
   * Σ −(t ln p + (1−t) ln(1−p)) with p = sigmoid(logit), in nats, for targets in [0, 1]; adds
   * scale · (p − t) to `gradient`.
   */
  bernoulliLoss(n: number, logits: number, targets: number, gradient: number, scale: number): number;

  /**
   * Scaled dot-product attention of one head (Vaswani et al., arXiv 1706.03762, eq. 1). Rows of q, k, v
   * are `stride` apart, those of out `outStride`; `weights` is queries × keys. A causal head's last query
   * sees the last key, its first query the first keys − queries + 1. `width` is a multiple of 4.
   */
  attend(
    queries: number,
    keys: number,
    width: number,
    stride: number,
    outStride: number,
    q: number,
    k: number,
    v: number,
    weights: number,
    out: number,
    isCausal: number,
  ): void;
  attendGradient(
    queries: number,
    keys: number,
    width: number,
    stride: number,
    outStride: number,
    q: number,
    k: number,
    v: number,
    weights: number,
    dOut: number,
    dq: number,
    dk: number,
    dv: number,
    scratch: number,
    isCausal: number,
  ): void;

  /**
   * One step of Adam with decoupled decay (Loshchilov and Hutter, arXiv 1711.05101, algorithm 2):
   * value ← value · (1 − rate · decay) − rate · (m / correction1) / (√(s / correction2) + epsilon).
   */
  adam(
    n: number,
    values: number,
    gradients: number,
    first: number,
    second: number,
    rate: number,
    beta1: number,
    beta2: number,
    epsilon: number,
    decay: number,
    correction1: number,
    correction2: number,
  ): void;
}

/** Numbers that `multiply` packs blocks into: of B 256 deep and 512 wide, of a transposed A 260 deep and 256 high. */
export const MULTIPLY_SCRATCH = 256 * (512 + 260);
