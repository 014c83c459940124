import { type Keypair, scValToNative } from '@stellar/stellar-sdk';
import type { Logger } from 'pino';
import { type Chain, signWith, submit } from '#shared/chain/submit/invoke.ts';
import type { EventVersions } from '#shared/contract/versions.ts';
import { DueReader, latestLedger } from './dues.ts';
import { learn, type Payout, part, plan, type Rules, type Trouble } from './plan.ts';

export type KeeperOptions = {
	chain: Chain;
	registry: string;
	sinceLedger: number;
	channels: Keypair[];
	minDue: bigint;
	log: Logger;
	/** Milliseconds between looks at the newest ledger. */
	pollMs?: number;
	now?: () => number;
	/** The versions of the event contract that this keeper knows. */
	versions?: EventVersions;
};

export type KeeperFacts = { lastLedger: number; payouts: number; failures: number; troubled: number };

const dayMs = 86_400_000;

/**
 * Pays every payee of every event soon after a sale. It owns no state that matters: what is due is arithmetic on the
 * contract's totals, so that one which is killed at any point, or runs twice, pays nobody twice.
 */
export class Keeper {
	readonly facts: KeeperFacts = { lastLedger: 0, payouts: 0, failures: 0, troubled: 0 };
	#options: KeeperOptions;
	#reader: DueReader;
	#rules: Rules;
	#trouble: Trouble = new Map();
	#lastDaily = 0;
	#stopped = false;
	#running: Promise<void> | null = null;

	constructor(options: KeeperOptions) {
		this.#options = options;
		const { chain, registry, sinceLedger, log, versions } = options;
		this.#reader = new DueReader({ rpcUrl: chain.rpcUrl, registry, sinceLedger, log, versions });
		this.#rules = { minDue: options.minDue, dailyMs: dayMs };
	}

	start(): void {
		this.#running = this.#loop();
	}

	/** Finishes what is under way. */
	async stop(): Promise<void> {
		this.#stopped = true;
		await this.#running;
	}

	/** One round on the newest ledger: reads dues, pays them over all channels. */
	async round(): Promise<void> {
		const { chain, channels } = this.#options;
		const latest = await latestLedger(chain.rpcUrl);
		if (latest.sequence === this.facts.lastLedger) return;
		const dues = await this.#reader.read(latest);
		const now = this.#now();
		const payouts = plan(dues, this.#trouble, this.#lastDaily, now, this.#rules);
		if (now - this.#lastDaily >= dayMs) this.#lastDaily = now;
		const queue = [...payouts];
		const work = async (channel: Keypair) => {
			for (let next = queue.shift(); next && !this.#stopped; next = queue.shift())
				await this.#pay(next, channel);
		};
		await Promise.all(channels.map(work));
		this.facts.lastLedger = latest.sequence;
		this.facts.troubled = this.#trouble.size;
	}

	#now(): number {
		return this.#options.now?.() ?? Date.now();
	}

	async #pay(payout: Payout, channel: Keypair): Promise<void> {
		const { chain, log } = this.#options;
		const { version, failures } = this.#reader.calls.get(payout.event)!;
		try {
			const landed = await submit({
				chain,
				source: channel.publicKey(),
				operation: version.distribute(payout.event, payout.mask),
				sign: signWith(channel, chain.passphrase),
				failures,
			});
			const paid = scValToNative(landed.returnValue!) as bigint[];
			learn(this.#trouble, payout, paid, this.#now());
			this.facts.payouts++;
			log.info({ event: payout.event, mask: payout.mask, ledger: landed.ledger, tx: landed.hash }, 'paid');
		} catch (error) {
			// Nothing is lost: the dues stand in the contract, and the next round reads them again.
			this.facts.failures++;
			const { code, message } = error as { code?: string; message: string };
			if (code === 'CALL_FAILED' || code === 'TRANSACTION_FAILED') part(this.#trouble, payout, this.#now());
			log.warn({ event: payout.event, mask: payout.mask, code, message }, 'payout failed');
		}
	}

	async #loop(): Promise<void> {
		while (!this.#stopped) {
			try {
				await this.round();
			} catch (error) {
				const { code, message } = error as { code?: string; message: string };
				this.#options.log.warn({ code, message }, 'keeper could not read the ledger');
			}
			await new Promise((done) => setTimeout(done, this.#options.pollMs ?? 250));
		}
	}
}
