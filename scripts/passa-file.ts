import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { PassaError } from '#shared/errors.ts';
import { writePrivateFile } from './write-private-file.ts';

const person = z.object({
	name: z.string(),
	role: z.string(),
	login: z.string().describe('how this person signs in'),
	address: z.string().optional(),
	/** Localnet only. */
	secret: z.string().optional(),
});

/**
 * `<data>/passa.json`: what runs, and where. Written when all is ready, removed at stop. Services that do not exist are
 * left out.
 */
export const passaFileSchema = z.strictObject({
	web: z.url().optional(),
	indexer: z.url().optional(),
	relayer: z.url().optional(),
	platform: z.url().optional(),
	rpc: z.url(),
	friendbot: z.url(),
	networkPassphrase: z.string(),
	contracts: z.strictObject({ registry: z.string(), usdc: z.string(), loyalty: z.string().optional() }),
	usdcAsset: z.strictObject({ code: z.string(), issuer: z.string() }),
	database: z.string().optional(),
	events: z.array(z.strictObject({ no: z.number().int(), address: z.string(), name: z.string() })),
	people: z.array(person),
	/** Gates of the demo's event of today, each with a code that enrols one device, once. */
	gates: z.array(z.strictObject({ event: z.string(), gate: z.string(), enrolCode: z.string() })).optional(),
	/** Orders of that event, whose tickets open passes. */
	passes: z.array(z.strictObject({ event: z.string(), order: z.string(), holder: z.string() })).optional(),
	/** The page for a screen at that event. */
	walls: z.array(z.strictObject({ event: z.string(), url: z.url() })).optional(),
	simulators: z
		.strictObject({ mpesa: z.strictObject({ url: z.url(), control: z.url() }).optional() })
		.optional(),
});

export type PassaFile = z.infer<typeof passaFileSchema>;

export const passaFile = (dataDir: string): string => join(dataDir, 'passa.json');

/** Atomic, readable by its owner only. */
export function writePassaFile(dataDir: string, content: PassaFile): void {
	writePrivateFile(passaFile(dataDir), passaFileSchema.parse(content));
}

export const removePassaFile = (dataDir: string): void => rmSync(passaFile(dataDir), { force: true });

export function readPassaFile(dataDir: string): PassaFile {
	const file = passaFile(dataDir);
	if (!existsSync(file)) {
		throw new PassaError(
			'NOT_RUNNING',
			`Passa does not run on ${dataDir}: start it with npm start -- --data ${dataDir}`,
		);
	}
	try {
		return passaFileSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
	} catch (cause) {
		throw new PassaError('DATA_DAMAGED', `${file} is damaged: start Passa again`, { cause });
	}
}
