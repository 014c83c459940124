import { Keypair } from '@stellar/stellar-sdk';
import { type EventView, indexerClient, type RefundProgress } from '#indexer/client.ts';
import { findEvent } from '#shared/chain/events/announcements.ts';
import { checkNetwork } from '#shared/chain/rpc-nodes.ts';
import { readEventState } from '#shared/chain/state/event-state.ts';
import { type Chain, signWith } from '#shared/chain/submit/invoke.ts';
import { carryOut, planOperation } from '#shared/chain/submit/operate.ts';
import type { EventOperation } from '#shared/contract/event-operation.ts';
import { PassaError } from '#shared/errors.ts';
import { formatUsdc } from '#shared/money.ts';
import { readEnv } from '#shared/service/env.server.ts';
import { readDeployment } from './deploy/deployment.ts';
import { secretKey } from './deploy/env-keys.ts';
import { planGiftByMessage } from './event/give-by-message.ts';
import { withNewTier, withOtherDetails } from './event/next-document.ts';
import { asJson, asLines, type OperationReport } from './event/print.ts';
import { isByMessage, readOperation } from './event/read-operation.ts';
import { readFlags } from './flags.ts';
import { type PassaFile, readPassaFile } from './passa-file.ts';
import { runScript } from './run-script.ts';

/** `npm run event`: what an organizer does to a published event, through the same interfaces as on its page. */
await runScript(async () => {
	const { data, json, 'dry-run': dryRun, event: wanted, name, ...typed } = flags();
	if (!wanted) throw new PassaError('FLAGS_INVALID', '--event must be an event number or address');
	const passa = readPassaFile(data);
	const chain: Chain = { rpcUrl: passa.rpc, passphrase: passa.networkPassphrase };
	await checkNetwork(chain);
	const indexed = indexerAt(passa.indexer);
	const since = readDeployment(data)?.sinceLedger ?? 1;
	const { event } = await findEvent(passa.rpc, passa.contracts.registry, since, wanted, async (no) => {
		return (await indexed<EventView>(no, ''))?.address ?? null;
	});
	const state = await readEventState(chain.rpcUrl, event);
	const document = async () => documentIn(await indexed<EventView>(event, ''));
	const changed = typed.do === 'details' ? withOtherDetails(await document(), state, typed) : null;
	const operation = changed?.operation ?? readOperation(typed, state);
	// A dry run refuses the same words.
	const named = operation.do === 'add-tier' ? withNewTier(await document(), state, { name, ...typed }) : null;
	const planned = () => {
		if (!isByMessage(operation)) return planOperation(chain, event, operation).catch(withAmount(operation));
		const organizer = keyFor(state.config.organizer, passa);
		return planGiftByMessage(chain, passa, { event, gift: operation, organizer });
	};
	const [plan, progress] = await Promise.all([planned(), indexed<RefundProgress>(event, '/refund-progress')]);
	if (dryRun) return print({ event, plan, progress, landed: null }, json);
	const sign = signWith(keyFor(plan.signer, passa), chain.passphrase);
	if (named) {
		named.store(data);
		await carryOut(chain, await planOperation(chain, event, named.operation), sign);
	}
	changed?.store(data);
	// What was signed before it moved the signer's sequence number.
	const last = named ? await planned() : plan;
	print({ event, plan, progress, landed: await carryOut(chain, last, sign) }, json);
});

/** A wallet that has less USDC than it would put in: with how much that is. */
function withAmount(operation: EventOperation) {
	return (cause: unknown): never => {
		const poor = cause instanceof PassaError && cause.code === 'INSUFFICIENT_USDC';
		if (operation.do !== 'fund-refunds' || !poor) throw cause;
		const amount = formatUsdc(operation.amount);
		throw new PassaError(
			'INSUFFICIENT_USDC',
			`the organizer’s wallet has less than USDC ${amount}; --amount puts in less`,
			{ cause },
		);
	};
}

function documentIn(event: EventView | null) {
	const document = event?.metadata.document;
	if (document) return document;
	throw new PassaError('DOCUMENT_UNKNOWN', "the indexer must show the event's document");
}

function flags() {
	return readFlags({
		event: { type: 'string' },
		do: { type: 'string' },
		'dry-run': { type: 'boolean', default: false },
		json: { type: 'boolean', default: false },
		data: { type: 'string', default: '.passa' },
		days: { type: 'string' },
		name: { type: 'string' },
		description: { type: 'string' },
		kes: { type: 'string' },
		capacity: { type: 'string' },
		'fiat-quota': { type: 'string' },
		'per-order': { type: 'string' },
		replaces: { type: 'string' },
		category: { type: 'string' },
		venue: { type: 'string' },
		city: { type: 'string' },
		to: { type: 'string' },
		tier: { type: 'string' },
		payee: { type: 'string' },
		amount: { type: 'string' },
	});
}

/** Reads below an event's address at the indexer; null without one, or if it does not know the event. */
function indexerAt(url: string | undefined) {
	return async <T>(event: string, below: '' | '/refund-progress'): Promise<T | null> => {
		if (!url) return null;
		const at = indexerClient(url).v1.events[':event'];
		const param = { event };
		const answer = below
			? await at['refund-progress'].$get({ param, query: {} })
			: await at.$get({ param, query: {} });
		return answer.ok ? ((await answer.json()) as T) : null;
	};
}

/** By PASSA_WALLET_SECRET, or by the demo's person whose wallet it is. */
function keyFor(address: string, { people }: PassaFile): Keypair {
	const { PASSA_WALLET_SECRET: own } = readEnv({
		PASSA_WALLET_SECRET: secretKey
			.optional()
			.describe('a whole secret key: S and 55 more characters, as the wallet shows it'),
	});
	const secret = own ?? people.find((person) => person.address === address)?.secret;
	const key = secret ? Keypair.fromSecret(secret) : null;
	if (key?.publicKey() === address) return key;
	throw new PassaError('OTHER_WALLET', `PASSA_WALLET_SECRET must be the secret key of ${address}`);
}

function print(report: OperationReport, json: boolean): void {
	if (json) console.log(JSON.stringify(asJson(report)));
	else for (const line of asLines(report)) console.log(line);
}
