import type { Command } from 'commander';
export function addForecastCommand(_lab: Command): void {}
