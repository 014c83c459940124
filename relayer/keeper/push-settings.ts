import { and, gt, isNotNull, isNull, or } from 'drizzle-orm';
import type { Logger } from 'pino';
import { entriesAt } from '#shared/chain/rpc.ts';
import { instanceIn, instanceKey } from '#shared/chain/state/event-state.ts';
import { readRegistryConfig } from '#shared/chain/state/read-registry-config.ts';
import { type Chain, prepare } from '#shared/chain/submit/invoke.ts';
import { contractCall } from '#shared/contract/contract-call.ts';
import { registryFailures } from '#shared/contract/failures.ts';
import type { RegistryConfig } from '#shared/contract/registry.ts';
import { registryArgs } from '#shared/contract/registry-args.ts';
import { type EventVersions, eventVersions } from '#shared/contract/versions.ts';
import { hex } from '#shared/hex.ts';
import type { ChannelAccounts } from '#shared/service/channel-accounts.server.ts';
import { keeperEvents } from '../models/keeper.ts';
import type { Database } from '../models/schema.ts';

type Options = {
	db: Database;
	chain: Chain;
	registry: string;
	channels: ChannelAccounts;
	log: Logger;
	versions?: EventVersions;
};
type Settings = Pick<RegistryConfig, 'event_cap' | 'attribution_key'>;
type Entry = 'set_cap' | 'set_attribution_key';

const eventsAtOnce = 100;
/** Events of the first version keep what they were created with. */
const firstWithSettings = 2;

/**
 * Hands the registry's cap and attribution key to the events that live with others: a change must reach them before the
 * next sale, and anybody may call for it. An event that refuses is tried again in the next round, and stops no other.
 */
export class SettingPusher {
	readonly #options: Options;
	/** What every living event has, once all of them were read. */
	#everywhere: string | null = null;
	/** For /metrics: calls that landed. */
	landed = 0;

	constructor(options: Options) {
		this.#options = options;
	}

	/** One question to the RPC if nothing changed. `now` is the network's time. */
	async round(now: Date): Promise<void> {
		const { chain, registry } = this.#options;
		const settings = await readRegistryConfig(chain.rpcUrl, registry);
		const present = `${settings.event_cap} ${hex(settings.attribution_key)}`;
		if (present === this.#everywhere) return;
		const events = await this.#living(now);
		let isDone = true;
		for (let i = 0; i < events.length; i += eventsAtOnce)
			isDone = (await this.#push(events.slice(i, i + eventsAtOnce), settings)) && isDone;
		this.#everywhere = isDone ? present : null;
	}

	async #living(now: Date): Promise<string[]> {
		const { db, versions = eventVersions } = this.#options;
		const rows = await db
			.select({ event: keeperEvents.event, wasmHash: keeperEvents.wasmHash })
			.from(keeperEvents)
			.where(
				and(
					isNotNull(keeperEvents.wasmHash),
					or(isNull(keeperEvents.keepUntil), gt(keeperEvents.keepUntil, now)),
				),
			)
			.orderBy(keeperEvents.no);
		const versionIn = (wasmHash: string | null) => versions[wasmHash ?? '']?.version ?? 0;
		return rows.filter(({ wasmHash }) => versionIn(wasmHash) >= firstWithSettings).map(({ event }) => event);
	}

	/** Returns whether all of these events have the settings now. */
	async #push(events: string[], settings: Settings): Promise<boolean> {
		const { chain, versions = eventVersions, log } = this.#options;
		const { found } = await entriesAt(chain.rpcUrl, events.map(instanceKey));
		let isDone = true;
		const missing = events.flatMap((event): [string, Entry][] => {
			try {
				const { config } = instanceIn(event, found, versions);
				const isSameKey = hex(config.attribution_key) === hex(settings.attribution_key);
				return [
					...(config.cap === settings.event_cap ? [] : [[event, 'set_cap'] as [string, Entry]]),
					...(isSameKey ? [] : [[event, 'set_attribution_key'] as [string, Entry]]),
				];
			} catch (error) {
				log.warn({ event, err: error }, 'this event’s settings cannot be read');
				// Anybody may restore an archived event, and sell.
				isDone = false;
				return [];
			}
		});
		for (const [event, entry] of missing) isDone = (await this.#call(event, entry)) && isDone;
		return isDone;
	}

	async #call(event: string, entry: Entry): Promise<boolean> {
		const { chain, registry, channels, log } = this.#options;
		const failures = { [registry]: registryFailures };
		const operation = contractCall(registry, entry, registryArgs(entry, { event }));
		try {
			const { ledger } = await channels.submit({
				failures,
				build: async (source) => (await prepare({ chain, source, operation, failures })).transaction,
			});
			this.landed++;
			log.info({ event, entry, ledger }, 'an event has the registry’s setting');
			return true;
		} catch (error) {
			const { code, message } = error as { code?: string; message: string };
			log.warn({ event, entry, code, message }, 'an event does not have the registry’s setting yet');
			return false;
		}
	}
}
