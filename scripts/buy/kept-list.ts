import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { PassaError } from '#shared/errors.ts';
import { writePrivateFile } from '../write-private-file.ts';

const most = 1000;

/** Secrets that `npm run buy` keeps in a file of the data folder for later commands, the newest first. Throws DATA_DAMAGED. */
export function keptList<T>(name: string, entry: z.ZodType<T>) {
	const fileIn = (dataDir: string): string => join(dataDir, name);
	const read = (dataDir: string): T[] => {
		const file = fileIn(dataDir);
		if (!existsSync(file)) return [];
		try {
			return z.array(entry).parse(JSON.parse(readFileSync(file, 'utf8')));
		} catch {
			// Without the cause: it could quote a secret.
			throw new PassaError('DATA_DAMAGED', `cannot read ${file}: it is damaged; delete it`);
		}
	};
	return {
		read,
		keep: (dataDir: string, kept: T): void =>
			writePrivateFile(fileIn(dataDir), [kept, ...read(dataDir)].slice(0, most)),
	};
}
