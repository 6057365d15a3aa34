import type { Engine } from '../core/engine.js';
import type { Finding, FindingMember } from '../core/finding.js';

/** Creates the empty tables that finding metrics write to. @throws EngineError */
export async function createFindingTables(engine: Engine): Promise<void> {
  await engine.createTable('findings', {
    metric: 'text',
    finding: 'text',
    summary: 'text',
    size: 'integer',
    detail: 'text',
  });
  await engine.createTable('finding_members', {
    metric: 'text',
    finding: 'text',
    record: 'bigint',
    role: 'text',
    value: 'double',
  });
}

const BATCH_ROWS = 8192;

/** Writes findings of one metric in batches; keeps at most one batch in memory. */
export class FindingsWriter {
  private findings: [string[], string[], string[], number[], string[]] = [[], [], [], [], []];
  private members: [string[], string[], number[], string[], (number | null)[]] = [[], [], [], [], []];

  constructor(
    private readonly engine: Engine,
    private readonly metric: string,
  ) {}

  /** @throws EngineError */
  async finding({ id, summary, detail }: Omit<Finding, 'metric' | 'members'>, size: number): Promise<void> {
    const values = [this.metric, id, summary, size, JSON.stringify(detail)];
    for (let column = 0; column < values.length; column++)
      (this.findings[column] as unknown[]).push(values[column]);
    if (this.findings[0].length >= BATCH_ROWS) await this.flushFindings();
  }

  /** @throws EngineError */
  async member(finding: string, { record, role, value }: FindingMember): Promise<void> {
    const values = [this.metric, finding, record, role, value];
    for (let column = 0; column < values.length; column++)
      (this.members[column] as unknown[]).push(values[column]);
    if (this.members[0].length >= BATCH_ROWS) await this.flushMembers();
  }

  /** Writes the rest. @throws EngineError */
  async close(): Promise<void> {
    await this.flushFindings();
    await this.flushMembers();
  }

  private async flushFindings(): Promise<void> {
    await this.engine.append('findings', this.findings);
    this.findings = [[], [], [], [], []];
  }

  private async flushMembers(): Promise<void> {
    await this.engine.append('finding_members', this.members);
    this.members = [[], [], [], [], []];
  }
}
