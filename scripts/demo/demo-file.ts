import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { PassaError } from '#shared/errors.ts';
import { writePrivateFile } from '../write-private-file.ts';

const demoSchema = z.strictObject({
	/** False until the demo is complete, also after an interruption. */
	done: z.boolean().default(true),
	people: z.array(
		z.strictObject({
			name: z.string(),
			role: z.string(),
			login: z.string(),
			address: z.string(),
			secret: z.string(),
		}),
	),
});

export type Demo = z.infer<typeof demoSchema>;

const fileIn = (dataDir: string): string => join(dataDir, 'demo.json');

export function readDemo(dataDir: string): Demo | null {
	const file = fileIn(dataDir);
	if (!existsSync(file)) return null;
	try {
		return demoSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
	} catch {
		// Without the cause: it could quote a secret.
		throw new PassaError('DATA_DAMAGED', `cannot read ${file}: it is damaged; --reset starts over`);
	}
}

/** With the wallets' secrets, so for its owner only. */
export function writeDemo(dataDir: string, demo: Demo): void {
	writePrivateFile(fileIn(dataDir), demo);
}
