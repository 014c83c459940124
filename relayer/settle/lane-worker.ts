import type { Keypair } from '@stellar/stellar-sdk';
import { and, asc, eq, isNull, lte, or } from 'drizzle-orm';
import { landing, offer } from '#shared/chain/submit/invoke.ts';
import { nowOf } from '#shared/clock.ts';
import { batches, batchItems, withdrawals } from '../models/batches.ts';
import { isOpen, itemsOf, untouched } from './batch-conditions.ts';
import { type BatchError, policyOf } from './batch-error-policy.ts';
import { bindBatch, waitingEvent } from './bind-batch.ts';
import { confirmBatch } from './confirm-batch.ts';
import { withdrawOrders } from './dissolve-batch.ts';
import { findLanded, type LandedBatch } from './find-landed.ts';
import { assertMaySettle, envelopeMayLand, handleBatchError, isDead } from './handle-batch-error.ts';
import { type LaneState, readLane } from './lane-state.ts';
import type { BatchRow, SettleDeps, SettleKillPoint } from './settle-deps.ts';
import { signBatch } from './sign-batch.ts';

const lookMilliseconds = 1000;

/**
 * Settles over one lane, with the lane's own account. Its whole state is in the database and on chain. The contract
 * accepts each number of a lane once, so a batch lands once, even if several processes send it.
 */
export class LaneWorker {
	#deps: SettleDeps;
	#lane: number;
	#channel: Keypair;
	/** Events that could not be read since the last pass over all: others come first. */
	#unreadable = new Set<string>();

	constructor(deps: SettleDeps, lane: number, channel: Keypair) {
		this.#deps = deps;
		this.#lane = lane;
		this.#channel = channel;
	}

	/** Advances one batch: an open one that is due, else a new one. False if there is nothing to do. */
	async step(signal: AbortSignal): Promise<boolean> {
		const batch = (await this.#dueBatch()) ?? (await this.#newBatch());
		if (!batch) return false;
		try {
			await this.#bringOn(batch, signal);
		} catch (error) {
			if (!signal.aborted) await handleBatchError(this.#deps, batch, error);
		}
		return true;
	}

	async #dueBatch(): Promise<BatchRow | null> {
		const { db } = this.#deps;
		const isDue = or(isNull(batches.wakeAt), lte(batches.wakeAt, nowOf(this.#deps)));
		const [due] = await db
			.select()
			.from(batches)
			.where(and(eq(batches.lane, this.#lane), isOpen, isDue))
			.orderBy(asc(batches.boundAt))
			.limit(1);
		return due ?? null;
	}

	async #newBatch(): Promise<BatchRow | null> {
		const { db } = this.#deps;
		const event = await waitingEvent(db, this.#lane, [...this.#unreadable]);
		if (!event) {
			this.#unreadable.clear();
			return null;
		}
		const state = await this.#readLane(event).catch((error) => {
			this.#unreadable.add(event);
			throw error;
		});
		const batch = await bindBatch(this.#deps, event, this.#lane, state);
		if (batch) await this.#passed('bound');
		return batch;
	}

	#readLane(event: string): Promise<LaneState> {
		const { chain, registry, versions } = this.#deps;
		return readLane(chain.rpcUrl, { registry, event, lane: this.#lane }, versions);
	}

	/** Reads first from the chain whether the batch has landed; the database may not know. */
	async #bringOn(batch: BatchRow, signal: AbortSignal): Promise<void> {
		const { rpcUrl } = this.#deps.chain;
		const state = await this.#readLane(batch.event);
		if (state.seq >= batch.seq) return this.#confirm(batch, await findLanded(rpcUrl, batch, state.version));
		if (await this.#isWithdrawn(batch))
			return isDead(this.#deps, batch, state) ? withdrawOrders(this.#deps, batch) : this.#lookLater(batch);
		assertMaySettle(this.#deps, state);
		if (!envelopeMayLand(batch, state)) return this.#signAndSend(batch, state, signal);
		// A refused envelope is not sent again. Nor is another one, until the refused one can no longer land.
		if (batch.error && policyOf(batch.error as BatchError) === 'rebuild') return this.#lookLater(batch);
		return this.#send(batch, batch.envelope!, state, signal);
	}

	/** The signed envelope is stored before it is sent. */
	async #signAndSend(batch: BatchRow, state: LaneState, signal: AbortSignal): Promise<void> {
		const signed = await signBatch(this.#deps, batch, this.#channel, state);
		await this.#passed('signed');
		const [kept] = await this.#deps.db
			.update(batches)
			.set({ ...signed, state: 'sent', attempts: batch.attempts + 1, error: null, wakeAt: null })
			.where(untouched(batch))
			.returning();
		// By now another worker may hold this lane: it has its own envelope, or has dissolved the batch.
		if (!kept) return;
		Object.assign(batch, kept);
		await this.#passed('stored');
		await this.#send(batch, signed.envelope, state, signal);
	}

	async #send(batch: BatchRow, envelope: string, state: LaneState, signal: AbortSignal): Promise<void> {
		const { chain } = this.#deps;
		await offer(chain, envelope, { signal });
		await this.#passed('sent');
		const { hash, ledger, returnValue } = await landing(chain, envelope, {
			signal,
			failures: state.failures,
		});
		const served = returnValue?.type === 'scvU64' ? returnValue.u64 : null;
		const known = served === null ? null : { txHash: hash, ledger, served, items: null };
		await this.#confirm(batch, known ?? (await findLanded(chain.rpcUrl, batch, state.version)));
	}

	async #confirm(batch: BatchRow, landed: LandedBatch): Promise<void> {
		await this.#passed('landed');
		await confirmBatch(this.#deps, batch, landed);
		await this.#passed('confirmed');
	}

	/** Whether a person takes orders out of it. Then nothing more is signed or sent. */
	async #isWithdrawn(batch: BatchRow): Promise<boolean> {
		const [asked] = await this.#deps.db
			.select({ no: withdrawals.orderNo })
			.from(withdrawals)
			.innerJoin(batchItems, eq(batchItems.orderNo, withdrawals.orderNo))
			.where(itemsOf(batch))
			.limit(1);
		return asked !== undefined;
	}

	async #lookLater(batch: BatchRow): Promise<void> {
		const wakeAt = new Date(this.#deps.clock.now() + lookMilliseconds);
		await this.#deps.db.update(batches).set({ wakeAt }).where(untouched(batch));
	}

	async #passed(step: SettleKillPoint): Promise<void> {
		await this.#deps.between?.(step);
	}
}
