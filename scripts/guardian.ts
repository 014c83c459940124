import { Keypair } from '@stellar/stellar-sdk';
import { z } from 'zod';
import { findEvent } from '#shared/chain/events/announcements.ts';
import { checkNetwork } from '#shared/chain/rpc-nodes.ts';
import { requireRegistry } from '#shared/chain/state/check-contracts.ts';
import { failuresOf, readEventState } from '#shared/chain/state/event-state.ts';
import { readRegistryConfig } from '#shared/chain/state/read-registry-config.ts';
import { registryFailures } from '#shared/contract/failures.ts';
import { PassaError } from '#shared/errors.ts';
import { readEnv } from '#shared/service/env.server.ts';
import { keyOf, readDeployment } from './deploy/deployment.ts';
import { secretKey } from './deploy/env-keys.ts';
import { readFlags } from './flags.ts';
import {
	type GuardianAct,
	guardianActs,
	guardianCall,
	prepareGuardianCall,
	sendGuardianCall,
} from './guardian/guardian-call.ts';
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
	const call = guardianCall(act, found?.event ?? null, flags.hours);
	const failures = found
		? failuresOf(found.event, await readEventState(chain.rpcUrl, found.event))
		: { [registry]: registryFailures };
	const deps = { chain, registry, guardian, admin, failures };
	const prepared = await prepareGuardianCall(deps, call);
	const landed = flags['dry-run'] ? null : await sendGuardianCall(deps, prepared);
	const { hash: txHash = null, ledger = null } = landed ?? {};
	const event = found && { no: found.no, address: found.event };
	const answer = { do: act, dryRun: landed === null, event, fee: String(prepared.fee), txHash, ledger };
	console.log(JSON.stringify(answer));
});

function actIn(text: string | undefined): GuardianAct {
	const act = guardianActs.find((each) => each === text);
	if (!act) throw new PassaError('FLAGS_INVALID', `--do must be one of ${guardianActs.join(', ')}`);
	return act;
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
