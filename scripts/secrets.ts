import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { PassaError } from '#shared/errors.ts';
import { writePrivateFile } from './write-private-file.ts';

const hexKey = z.string().regex(/^[0-9a-f]{64}$/);
const token = z.string().regex(/^[\w-]{43}$/);
const privateJwk = z.strictObject({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: token, d: token });

const passJwk = z.strictObject({
	kty: z.literal('EC'),
	crv: z.literal('P-256'),
	...{ x: token, y: token, d: token, kid: z.literal('1') },
});

/** A run's own secrets. In production each comes from the environment of the service that needs it. */
const secretsSchema = z.strictObject({
	/** Signs session tokens; only the platform has it. */
	sessionKey: privateJwk,
	/** Signs the platform's cookies. */
	authSecret: token,
	/** 32 bytes: looks up and seals personal identifiers. */
	piiKey: hexKey,
	/** 32 bytes: the relayer's custodial addresses derive from it. */
	relayMaster: hexKey,
	/** Certifies devices that show passes. */
	passKey: passJwk,
	/** 32 bytes: addresses that payment providers call derive from it. */
	hookSecret: hexKey,
	/** Opens the review queue while no support account exists. */
	supportToken: token,
	/** The token that one service shows to another. */
	serviceToken: token,
});

export type Secrets = z.infer<typeof secretsSchema>;

export const secretsFile = 'secrets.json';

/** Each data folder has its own, made at the first use and kept, readable by its owner only. */
export function readSecrets(dataDir: string): Secrets {
	const file = join(dataDir, secretsFile);
	if (!existsSync(file)) writePrivateFile(file, make());
	try {
		const known = JSON.parse(readFileSync(file, 'utf8'));
		// A folder from before there were passes.
		if (known.passKey === undefined) {
			const { passKey } = make();
			writePrivateFile(file, secretsSchema.parse({ ...known, passKey }));
			known.passKey = passKey;
		}
		return secretsSchema.parse(known);
	} catch {
		// Without the cause: it could quote a secret.
		throw new PassaError('DATA_DAMAGED', `cannot read ${file}: it is damaged; --reset starts over`);
	}
}

/** The public half of the key that signs session tokens, for SESSION_PUBLIC_KEY. */
export function sessionPublicKey({ sessionKey: { kty, crv, x } }: Secrets): string {
	return JSON.stringify({ kty, crv, x });
}

function make(): Secrets {
	const hex = () => randomBytes(32).toString('hex');
	const text = () => randomBytes(32).toString('base64url');
	const { kty, crv, x, d } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
	const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
	return secretsSchema.parse({
		passKey: { ...ec, kid: '1' },
		sessionKey: { kty, crv, x, d },
		authSecret: text(),
		piiKey: hex(),
		relayMaster: hex(),
		hookSecret: hex(),
		supportToken: text(),
		serviceToken: text(),
	});
}
