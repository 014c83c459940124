import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Keypair } from '@stellar/stellar-sdk';
import { z } from 'zod';
import { PassaError } from '#shared/errors.ts';
import { writePrivateFile } from '../write-private-file.ts';
import type { Person } from './publish-demo-event.ts';

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
	/** The event of the day it was made: `at` in milliseconds; `ready` when its gates and fans are there. */
	tonight: z.strictObject({ at: z.int(), ready: z.boolean() }).optional(),
});

export type Demo = z.infer<typeof demoSchema>;

/** People with the keys of their wallets. */
export const peopleOf = ({ people }: Demo): Person[] =>
	people.map(({ name, role, secret }) => ({ name, role, key: Keypair.fromSecret(secret) }));

export const asKept = (people: Person[]): Demo['people'] =>
	people.map(({ name, role, key }) => ({
		...{ name, role, login: 'wallet' },
		address: key.publicKey(),
		secret: key.secret(),
	}));

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
