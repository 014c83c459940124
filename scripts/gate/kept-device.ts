import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { GateList } from '#shared/gate/gate-list.ts';
import type { KeptDecision } from '#shared/gate/queued-scan.ts';
import { keptList } from '../buy/kept-list.ts';
import { writePrivateFile } from '../write-private-file.ts';

const keptDevice = z.strictObject({
	event: z.string(),
	gate: z.string(),
	device: z.string(),
	/** Its private key (JWK): a browser's never leaves it. */
	key: z.record(z.string(), z.unknown()),
});
export type KeptDevice = z.infer<typeof keptDevice>;

/** Devices that `npm run gate` enrolled from this folder, by event and gate as the flags named them. */
const devices = keptList('gate-devices.json', keptDevice);

export const keepDevice = devices.keep;

/** The newest; null: none was enrolled from this folder. */
export const deviceOf = (dataDir: string, event: string, gate: string): KeptDevice | null =>
	devices.read(dataDir).find((each) => each.event === event && each.gate === gate) ?? null;

/** A device's list, and what it decided offline and has not uploaded, in its order. */
export type Memory = { list: GateList | null; queue: KeptDecision[] };

const fileOf = (dataDir: string, device: string): string => join(dataDir, `gate-${device}.json`);

export function readMemory(dataDir: string, device: string): Memory {
	const file = fileOf(dataDir, device);
	return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { list: null, queue: [] };
}

export const keepMemory = (dataDir: string, device: string, memory: Memory): void =>
	writePrivateFile(fileOf(dataDir, device), memory);
