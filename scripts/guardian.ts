import { Keypair } from '@stellar/stellar-sdk';
import { z } from 'zod';
import { findEvent } from '#shared/chain/events/announcements.ts';
import { checkNetwork } from '#shared/chain/rpc-nodes.ts';
import { requireRegistry } from '#shared/chain/state/check-contracts.ts';
import { failuresOf, readEventState } from '#shared/chain/state/event-state.ts';
import { readRegistryConfig } from '#shared/chain/state/read-registry-config.ts';
import { type GuardianAct, prepareGuardianAct } from '#shared/chain/submit/guardian-act.ts';
import { type Chain, type Landed, type Prepared, send, signWith } from '#shared/chain/submit/invoke.ts';
import { type FailuresOfContracts, registryFailures } from '#shared/contract/failures.ts';
import { PassaError } from '#shared/errors.ts';
import { readEnv } from '#shared/service/env.server.ts';
import { keyOf, readDeployment } from './deploy/deployment.ts';
import { secretKey } from './deploy/env-keys.ts';
import { readFlags } from './flags.ts';
import { guardianAct, guardianActs } from './guardian/guardian-flags.ts';
import { runScript } from './run-script.ts';

/**
 * `npm run guardian`: stops an event's sales or lifts that stop, freezes its money for some hours, cancels it together with
 * the admin, or ends the relayer's powers. `--dry-run` signs nothing but the admin's part, and sends nothing.
 */
await runScript(async () => {
	const flags = readFlags({
		do: { type: 'string' },
		event: { type: 'string' },
		hours: { type: 'string' },
		'dry-run': { type: 'boolean', default: false },
		data: { type: 'string', default: '.passa' },
	});
	const act = actIn(flags.do);
	const deployment = readDeployment(flags.data);
	if (!deployment)
		throw new PassaError('NOT_DEPLOYED', `${flags.data} has no deployment.json: npm run deploy makes it`);
	const whose = (role: string) =>
		secretKey.optional().describe(`the ${role}’s secret key: S and 55 more characters`);
	const env = readEnv({
		STELLAR_RPC_URL: z.url().describe('the address of a Stellar RPC, e.g. http://127.0.0.1:3004'),
		PASSA_GUARDIAN_SECRET: whose('guardian'),
		PASSA_ADMIN_SECRET: whose('admin'),
	});
	const { registry, sinceLedger, passphrase, roles } = deployment;
	const chain = { rpcUrl: env.STELLAR_RPC_URL, passphrase };
	await checkNetwork(chain);
	await requireRegistry(chain, registry);
	const key = (secret: string | undefined) => (secret ? Keypair.fromSecret(secret) : keyOf(roles.deployer));
	const guardian = key(env.PASSA_GUARDIAN_SECRET);
	const admin = act === 'cancel' ? key(env.PASSA_ADMIN_SECRET) : null;
	await checkRoles(chain.rpcUrl, registry, guardian, admin);
	const isOfEvent = act !== 'disable-relayer' && flags.event !== undefined;
	const found = isOfEvent ? await findEvent(chain.rpcUrl, registry, sinceLedger, flags.event!) : null;
	const wanted = guardianAct(act, found?.event ?? null, flags.hours);
	const failures = found
		? failuresOf(found.event, await readEventState(chain.rpcUrl, found.event))
		: { [registry]: registryFailures };
	const signers = admin && admin.publicKey() !== guardian.publicKey() ? [admin] : [];
	const deps = { chain, registry, guardian: guardian.publicKey(), signers, failures };
	const prepared = await prepareGuardianAct(deps, wanted);
	const landed = flags['dry-run'] ? null : await sendSigned(prepared, guardian, { chain, failures });
	const { hash: txHash = null, ledger = null } = landed ?? {};
	const event = found && { no: found.no, address: found.event };
	const answer = { do: act, dryRun: landed === null, event, fee: String(prepared.fee), txHash, ledger };
	console.log(JSON.stringify(answer));
});

function actIn(text: string | undefined): GuardianAct['do'] {
	const act = guardianActs.find((each) => each === text);
	if (!act) throw new PassaError('FLAGS_INVALID', `--do must be one of ${guardianActs.join(', ')}`);
	return act;
}

async function sendSigned(
	{ transaction }: Prepared,
	guardian: Keypair,
	{ chain, failures }: { chain: Chain; failures: FailuresOfContracts },
): Promise<Landed> {
	const signed = await signWith(guardian, chain.passphrase)(transaction.toEnvelope().toXdr('base64'));
	return send(chain, signed, { failures });
}

/** Before anything is signed. */
async function checkRoles(
	rpcUrl: string,
	registry: string,
	guardian: Keypair,
	admin: Keypair | null,
): Promise<void> {
	const config = await readRegistryConfig(rpcUrl, registry);
	if (guardian.publicKey() !== config.guardian)
		throw new PassaError('NOT_GUARDIAN', `only the guardian, ${config.guardian}, does that`);
	if (admin && admin.publicKey() !== config.admin)
		throw new PassaError('NOT_ADMIN', `the admin, ${config.admin}, signs a cancel too`);
}
