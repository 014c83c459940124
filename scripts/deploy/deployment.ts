import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Keypair } from '@stellar/stellar-sdk';
import { z } from 'zod';
import { PassaError } from '#shared/errors.ts';
import { makeFolder } from '../make-folder.ts';
import { writePrivateFile } from '../write-private-file.ts';

const role = z.object({ address: z.string(), secret: z.string().optional() });

/** What was deployed, and on localnet the keys that were made for it. Stored in the data folder, for its owner only. */
const deploymentSchema = z.object({
	passphrase: z.string(),
	registry: z.string(),
	/** Points of members; a deployment of before there were any has none. */
	loyalty: z.string().optional(),
	/** The ledger before the registry: all our events are later. */
	sinceLedger: z.number().int(),
	usdc: z.string(),
	usdcAsset: z.object({ code: z.string(), issuer: z.string() }),
	eventWasm: z.string(),
	roles: z.object({
		deployer: role,
		issuer: role.optional(),
		relayer: role,
		treasury: role,
		platform: role,
		/** On localnet, once it was started. */
		payouts: role.optional(),
	}),
});

export type Deployment = z.infer<typeof deploymentSchema>;

const fileIn = (dataDir: string): string => join(dataDir, 'deployment.json');

export function readDeployment(dataDir: string): Deployment | null {
	const file = fileIn(dataDir);
	if (!existsSync(file)) return null;
	try {
		return deploymentSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
	} catch (cause) {
		throw new PassaError('DATA_DAMAGED', `cannot read ${file}: it is damaged; --reset starts over`, {
			cause,
		});
	}
}

export function writeDeployment(dataDir: string, deployment: Deployment): void {
	makeFolder(dataDir);
	writePrivateFile(fileIn(dataDir), deployment);
}

export function keyOf(role: { secret?: string | undefined }): Keypair {
	if (!role.secret) throw new PassaError('KEY_MISSING', 'the key of this role is not on this machine');
	return Keypair.fromSecret(role.secret);
}
