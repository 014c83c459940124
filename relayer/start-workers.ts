import { Keypair } from '@stellar/stellar-sdk';
import { systemClock } from '#shared/clock.ts';
import { ChannelAccounts, openChannels } from '#shared/service/channel-accounts.server.ts';
import { deleteEndedLimits } from '#shared/service/rate-limit.server.ts';
import { repeat } from '#shared/service/repeat.ts';
import { watchNetwork } from '#shared/service/rpc.server.ts';
import { startNotices } from './contacts/start-notices.ts';
import { startCheckIns } from './gate/start-check-ins.ts';
import { warnTeams } from './gate/warn-teams.ts';
import { startGifts } from './gifts/start-gifts.ts';
import { notifyOfRequests } from './goodwill/notify-of-requests.ts';
import { startHandovers } from './handovers/start-handovers.ts';
import { announceChanges } from './held/announce-changes.ts';
import { startInterventions } from './interventions/start-interventions.ts';
import { leadKeeper } from './keeper/lead-keeper.ts';
import { indexedFacts } from './loyalty/point-facts.ts';
import { startPoints } from './loyalty/start-points.ts';
import { limits } from './models/limits.ts';
import { trimLiveOutbox } from './models/live-outbox.ts';
import { keepLedger } from './models/network.ts';
import { forgetFees, recordOutcomes } from './network-fees/record-outcomes.ts';
import { mostOf } from './orders/price.ts';
import { startRails } from './rails/start-rails.ts';
import { indexedCredits } from './refunds/credits-of-order.ts';
import { startRefunds } from './refunds/start-refunds.ts';
import { heldDepsOf, payingOf, type RelayerOptions, type Resources } from './relayer-resources.ts';
import { startResale } from './resale/start-resale.ts';
import { redactPayers } from './retention/redact-payers.ts';
import { startSettling } from './settle/start-settling.ts';
import { custodyOf, memberIdsOf, readTokensOf } from './signer.server.ts';
import { deleteOldPosts, hideLostPosts } from './wall/end-posts.ts';

const limitsMilliseconds = 60_000;
const fillMilliseconds = 600_000;
const feesMilliseconds = 3_000;
const checklistMilliseconds = 600_000;
const retentionMilliseconds = 3_600_000;
const liveTrimMilliseconds = 60_000;
const wallMilliseconds = 2_000;
const liveKept = 6 * 3_600_000;

/** `wake` is a hint that an order changed; `stop` lets work under way end. */
export type Workers = { wake(): void; stop(): Promise<void> };

/** All workers and repeated tasks, once the network has answered. */
export function startWorkers(options: RelayerOptions, resources: Resources, signal: AbortSignal): Workers {
	const { chain, registry, master, log } = options;
	const { accounts, rails, keeper, db, signer } = resources;
	const over = (keys: Keypair[]) => new ChannelAccounts(chain, keys);
	const all = { ...options, ...resources };
	const signing = { ...resources, chain, registry, relayer: signer.relayer };
	const settling = startSettling({
		...all,
		selling: { ...options, most: mostOf(rails) },
		lanes: accounts.lanes,
		allocators: over(accounts.allocators),
	});
	const reselling = startResale({ ...all, channels: over(accounts.resellers) });
	const credits = options.indexerUrl ? indexedCredits(options.indexerUrl) : null;
	const keeping = leadKeeper(keeper, options, signal);
	const working = [
		settling,
		reselling,
		startRefunds({ ...all, channels: over(accounts.refunders), credits }),
		startInterventions({ ...all, channels: over(accounts.payers) }),
		startRails(resources, rails),
		startNotices(options, resources),
		startHandovers({ ...signing, channels: over(accounts.movers) }, signal),
		startCheckIns({ ...all, channels: over(accounts.gate), gate: accounts.gate[0]!.publicKey() }),
		...pointsOf(options, resources),
		startGifts({ ...signing, custody: custodyOf(master), readTokens: readTokensOf(master) }),
	];
	watchNetwork(chain, { log, signal, keep: (known) => keepLedger(db, known) });
	const cleaning = startCleaning(options, resources, signal);
	return {
		wake() {
			settling.wake();
			reselling.wake();
		},
		async stop() {
			await Promise.all([keeping, ...cleaning, ...working.map((each) => each.stop())]);
		},
	};
}

/** Nobody counts points without their contract, or without an indexer to read tickets from. */
function pointsOf(options: RelayerOptions, resources: Resources): { stop(): Promise<void> }[] {
	const { points, indexerUrl, chain, master } = options;
	if (!points || !indexerUrl) return [];
	const { contract: loyalty, milliseconds } = points;
	const parts = { loyalty, milliseconds, members: memberIdsOf(master), facts: indexedFacts(indexerUrl) };
	const channels = new ChannelAccounts(chain, resources.accounts.points);
	return [startPoints({ ...options, ...resources, ...parts, channels })];
}

/** The accounts that submit exist, and have what fees take. */
export const fillAccounts = ({ chain, relayerSecret }: RelayerOptions, accounts: Resources['accounts']) =>
	openChannels(chain, Keypair.fromSecret(relayerSecret), Object.values(accounts).flat());

/** Deletes ended limits, payers' data and old live messages, and fills accounts that run low. */
function startCleaning(options: RelayerOptions, resources: Resources, signal: AbortSignal): Promise<void>[] {
	const { log, retentionDays: days } = options;
	const { db, seal, clock } = resources;
	const paying = payingOf(options, resources);
	const every = (milliseconds: number, name: string, work: (now: Date) => Promise<unknown>) =>
		repeat(name, milliseconds, () => work(new Date(clock.now())), { clock: systemClock, log, signal });
	return [
		every(limitsMilliseconds, 'deleting ended limits', (now) => deleteEndedLimits(db, limits, now)),
		every(retentionMilliseconds, 'redacting payers', (now) => redactPayers({ db, seal, days }, now)),
		every(liveTrimMilliseconds, 'deleting old live messages', (now) =>
			trimLiveOutbox(db, new Date(now.getTime() - liveKept)),
		),
		every(fillMilliseconds, 'filling channel accounts', () => fillAccounts(options, resources.accounts)),
		every(feesMilliseconds, 'looking at paid network fees', () => recordOutcomes(paying)),
		every(feesMilliseconds, 'telling people of new addresses and passkeys', () =>
			announceChanges(heldDepsOf(options, resources, paying)),
		),
		every(feesMilliseconds, 'telling organizers that fans ask for their money', () =>
			notifyOfRequests({ db, clock, platform: options.platform }),
		),
		every(wallMilliseconds, 'hiding posts whose ticket has another holder', () =>
			hideLostPosts({ ...options, db, clock }),
		),
		every(retentionMilliseconds, 'deleting posts of past events', () => deleteOldPosts({ db, clock })),
		every(checklistMilliseconds, 'telling teams what is not ready', () =>
			warnTeams({
				...{ db, clock, chain: options.chain, log, platform: options.platform },
				gateAccount: resources.accounts.gate[0]!.publicKey(),
			}),
		),
		every(retentionMilliseconds, 'deleting old network fees', (now) => forgetFees(paying, now)),
	];
}
