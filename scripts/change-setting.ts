import { Keypair } from '@stellar/stellar-sdk';
import { z } from 'zod';
import { checkNetwork } from '#shared/chain/rpc-nodes.ts';
import { requireRegistry } from '#shared/chain/state/check-contracts.ts';
import { PassaError } from '#shared/errors.ts';
import { readEnv } from '#shared/service/env.server.ts';
import { keyOf, readDeployment } from './deploy/deployment.ts';
import { secretKey } from './deploy/env-keys.ts';
import { readFlags } from './flags.ts';
import { runScript } from './run-script.ts';
import {
	acceptRole,
	applySetting,
	cancelSetting,
	pendingSetting,
	proposeSetting,
	type SettingChange,
} from './settings/change-setting.ts';
import {
	describeSetting,
	isSettingKind,
	type SettingKind,
	settingKinds,
	settingOf,
} from './settings/setting-kinds.ts';

const verbs = ['show', 'propose', 'accept', 'apply', 'cancel'] as const;
type Verb = (typeof verbs)[number];

/**
 * `npm run change-setting`: proposes a role's new holder, the cap, the attribution key or the platform's payee
 * (`--propose relayer --to G…`), accepts a role as its new holder, applies, cancels or shows a proposal.
 */
await runScript(async () => {
	const { data, to, ...given } = readFlags({
		show: { type: 'string' },
		propose: { type: 'string' },
		accept: { type: 'string' },
		apply: { type: 'string' },
		cancel: { type: 'string' },
		to: { type: 'string' },
		data: { type: 'string', default: '.passa' },
	});
	const [verb, kind] = onlyOne(given);
	if (verb === 'propose' && to === undefined) throw new PassaError('FLAGS_INVALID', '--to must be given');
	const setting = verb === 'propose' ? settingOf(kind, to!) : null;
	const deployment = readDeployment(data);
	if (!deployment)
		throw new PassaError('NOT_DEPLOYED', `${data} has no deployment.json: npm run deploy makes it`);
	const env = readEnv({
		STELLAR_RPC_URL: z.url().describe('the address of a Stellar RPC, e.g. http://127.0.0.1:3004'),
		PASSA_SIGNER_SECRET: secretKey
			.optional()
			.describe('the secret key (S and 55 more characters) of the account that signs'),
	});
	const { PASSA_SIGNER_SECRET: secret } = env;
	const by = secret ? Keypair.fromSecret(secret) : keyOf(deployment.roles.deployer);
	const chain = { rpcUrl: env.STELLAR_RPC_URL, passphrase: deployment.passphrase };
	await checkNetwork(chain);
	await requireRegistry(chain, deployment.registry);
	const change = { chain, registry: deployment.registry, by, kind };
	if (setting) {
		const proposal = await proposeSetting(change, setting);
		return print(proposal ? { proposed: describeSetting(kind, proposal) } : { applied: { kind, to } });
	}
	print(await carryOut(verb as Exclude<Verb, 'propose'>, change));
});

async function carryOut(verb: Exclude<Verb, 'propose'>, change: SettingChange): Promise<object> {
	const { kind } = change;
	const pending = verb === 'accept' ? await acceptRole(change) : await pendingSetting(change);
	if (verb === 'apply') await applySetting(change);
	if (verb === 'cancel') await cancelSetting(change);
	const names = { show: 'pending', accept: 'accepted', apply: 'applied', cancel: 'cancelled' };
	return { [names[verb]]: pending && describeSetting(kind, pending) };
}

function onlyOne(flags: Partial<Record<Verb, string | undefined>>): [Verb, SettingKind] {
	const given = verbs.filter((verb) => flags[verb] !== undefined);
	const kind = flags[given[0] ?? 'show'];
	if (given.length === 1 && isSettingKind(kind)) return [given[0]!, kind];
	throw new PassaError(
		'FLAGS_INVALID',
		`give one of ${verbs.map((verb) => `--${verb}`).join(' ')}, with one of ${settingKinds.join(', ')}`,
	);
}

function print(answer: object): void {
	console.log(JSON.stringify(answer));
}
