import { Keypair } from '@stellar/stellar-sdk';
import { z } from 'zod';
import { checkNetwork } from '#shared/chain/rpc-nodes.ts';
import { requireRegistry } from '#shared/chain/state/check-contracts.ts';
import { PassaError } from '#shared/errors.ts';
import { readEnv } from '#shared/service/env.server.ts';
import {
	applyCode,
	type CodeKind,
	cancelCode,
	describe,
	pendingCode,
	proposeCode,
} from './code/change-code.ts';
import { keyOf, readDeployment } from './deploy/deployment.ts';
import { secretKey } from './deploy/env-keys.ts';
import { readFlags } from './flags.ts';
import { runScript } from './run-script.ts';

/**
 * `npm run change-code`: proposes uploaded code for later events or for the registry (`--propose event --wasm <hash>`),
 * and applies or cancels a proposal (`--apply event`, `--cancel registry`).
 */
await runScript(async () => {
	const flags = readFlags({
		propose: { type: 'string' },
		apply: { type: 'string' },
		cancel: { type: 'string' },
		wasm: { type: 'string' },
		data: { type: 'string', default: '.passa' },
	});
	const [verb, kind] = onlyOne(flags);
	const wasmHash = verb === 'propose' ? hashOf(flags.wasm) : null;
	const deployment = readDeployment(flags.data);
	if (!deployment)
		throw new PassaError('NOT_DEPLOYED', `${flags.data} has no deployment.json: npm run deploy makes it`);
	const env = readEnv({
		STELLAR_RPC_URL: z.url().describe('the address of a Stellar RPC, e.g. http://127.0.0.1:3004'),
		PASSA_SIGNER_SECRET: secretKey
			.optional()
			.describe(
				'the secret key (S and 55 more characters) of the account that signs: the admin’s for a proposal',
			),
	});
	const { PASSA_SIGNER_SECRET: secret } = env;
	const by = secret ? Keypair.fromSecret(secret) : keyOf(deployment.roles.deployer);
	const chain = { rpcUrl: env.STELLAR_RPC_URL, passphrase: deployment.passphrase };
	await checkNetwork(chain);
	await requireRegistry(chain, deployment.registry);
	const change = { chain, registry: deployment.registry, by, kind };
	if (wasmHash) return print({ proposed: describe(kind, await proposeCode(change, wasmHash)) });
	const pending = await pendingCode(change);
	await (verb === 'apply' ? applyCode(change) : cancelCode(change));
	print({ [verb === 'apply' ? 'applied' : 'cancelled']: pending && describe(kind, pending) });
});

function onlyOne(flags: Record<string, string | undefined>): [string, CodeKind] {
	const given = ['propose', 'apply', 'cancel'].filter((verb) => flags[verb] !== undefined);
	const kind = flags[given[0] ?? ''];
	if (given.length === 1 && (kind === 'event' || kind === 'registry')) return [given[0]!, kind];
	throw new PassaError(
		'FLAGS_INVALID',
		'give one of --propose, --apply and --cancel, with event or registry, e.g. --propose event --wasm <hash>',
	);
}

function hashOf(text = ''): Uint8Array {
	if (/^[0-9a-f]{64}$/.test(text)) return new Uint8Array(Buffer.from(text, 'hex'));
	throw new PassaError('FLAGS_INVALID', '--wasm must be the SHA-256 of the uploaded wasm, in hex');
}

function print(answer: object): void {
	console.log(JSON.stringify(answer));
}
