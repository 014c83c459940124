import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassaError } from '#shared/errors.ts';
import { writePrivate } from '../write-private.ts';
import type { Demo } from './seed.ts';

const fileIn = (dataDir: string): string => join(dataDir, 'demo.json');

export function readDemo(dataDir: string): Demo | null {
	const file = fileIn(dataDir);
	if (!existsSync(file)) return null;
	try {
		return JSON.parse(readFileSync(file, 'utf8'));
	} catch (cause) {
		throw new PassaError('DATA_DAMAGED', `cannot read ${file}: it is damaged; --reset starts anew`, {
			cause,
		});
	}
}

/** With the wallets' secrets, so for its owner only. */
export function writeDemo(dataDir: string, demo: Demo): void {
	writePrivate(fileIn(dataDir), demo);
}
