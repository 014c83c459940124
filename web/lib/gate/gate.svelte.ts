import { readClock } from '#lib/pass/read-clock.ts';
import { asBase64 } from '#shared/base64.ts';
import { PassaError } from '#shared/errors.ts';
import { decideOffline, type OpenList } from '#shared/gate/decide-offline.ts';
import type { EntryAnswer } from '#shared/gate/entry-answer.ts';
import { nextUpload } from '#shared/gate/queued-scan.ts';
import { readKeys } from '#shared/gate/read-keys.ts';
import { exportPublicKey } from '#shared/pass/p256.ts';
import { readPayload } from '#shared/pass/pass-layout.ts';
import { enrolDevice, GateClient } from './gate-client.ts';
import { GateLock, type PinOutcome } from './gate-lock.svelte.ts';
import { type DeviceEnd, type EnrolledDevice, GateStore } from './gate-store.ts';
import { holdGate } from './one-tab.ts';
import { openWithQueue } from './open-with-queue.ts';
import { newDeviceKey } from './pin-lock.ts';
import { scanKey } from './scan-key.ts';
import { fault, type Shown } from './shown.ts';

/** A camera sees the same pass many times a second, and its next code while the person still stands there. */
const sameMs = 6000;
const uploadedAtOnce = 100;
const syncMs = 30_000;
/** Between keys of the list that are read ahead. */
const restMs = 30;
/** Loading takes at most so large a part of the time. */
const syncShare = 20;

/**
 * A gate in this browser: it asks the service, and decides alone by its list where the service is away or slow. What it
 * decided alone is kept before it is shown, and uploaded later.
 */
export class Gate {
	/** Null until it is enrolled. */
	device = $state.raw<EnrolledDevice | null>(null);
	/** Whether the store has been read. */
	isOpen = $state(false);
	/** Whether the service answered last. */
	online = $state(true);
	/** The moment that the list is of, in milliseconds since 1970; null without one. */
	listAt = $state<number | null>(null);
	/** How many tickets the list has, and how many of them have come in. */
	tickets = $state(0);
	entered = $state(0);
	/** Decisions that the service does not know yet. */
	waiting = $state(0);
	/** People whom another device had admitted, too, while both were offline. */
	conflicts = $state(0);
	shown = $state.raw<Shown | null>(null);
	busy = $state(false);
	/** Decisions of an earlier gate of this browser. */
	kept = $state(0);
	/** Another tab of this browser is the gate. */
	elsewhere = $state(false);
	lock = $state.raw<GateLock | null>(null);
	/** Why it decides nothing any more; null while it does. */
	readonly ended = $derived<DeviceEnd | null>(typeof this.device?.key === 'string' ? this.device.key : null);

	#store: GateStore | null = null;
	#client: GateClient | null = null;
	#list: OpenList | null = null;
	#offset = 0;
	#last: { key: string; until: number } | null = null;
	#syncing: Promise<void> | null = null;
	#nextSync = 0;

	readonly now = (): number => Date.now() + this.#offset;

	/** Reads what this browser keeps. `takeOver`: from another tab. Rejects where it keeps nothing at all. */
	async open(takeOver = false): Promise<void> {
		this.elsewhere = !(await holdGate(takeOver, () => (this.elsewhere = true)));
		if (!this.elsewhere) await this.#read();
		this.isOpen = true;
	}

	async #read(): Promise<void> {
		const store = this.#store ?? (await GateStore.open());
		this.#store = store;
		this.#offset = await store.offset();
		const [device, list] = await Promise.all([store.device(), store.list()]);
		this.#client = null;
		this.device = device;
		this.lock = await GateLock.open(store);
		if (this.lock.isOver) await this.#end('guessed');
		// A list of an older release may have another form: the next one replaces it.
		if (list) await this.#take(list).catch(() => {});
		await this.#count();
	}

	/** Makes a key of its own and enrols it by the organizer's code. Throws what `enrolDevice` throws. */
	async enrol(code: string, label: string, pin: string): Promise<void> {
		const { publicKey, privateKey, wrapped } = await newDeviceKey(pin);
		const {
			device: id,
			event,
			gate,
		} = await enrolDevice(code, asBase64(await exportPublicKey(publicKey)), label);
		const device = { id, event, gate, key: wrapped };
		await this.#store!.keepDevice(device);
		this.#list = null;
		this.listAt = null;
		this.shown = null;
		this.device = device;
		this.#client = new GateClient({ id, key: privateKey }, this.now);
		await this.lock!.reset();
		await this.#count();
		await this.sync(true);
	}

	/** Tries a PIN. With the last wrong one the device has ended, and what it has not uploaded is kept. */
	async unlock(pin: string): Promise<PinOutcome['kind']> {
		const { device } = this;
		if (!device || typeof device.key === 'string') return 'over';
		const outcome = await this.lock!.tryPin(device.key, pin);
		if (outcome.kind === 'over') await this.#end('guessed');
		if (outcome.kind === 'open') {
			this.#client = new GateClient({ id: device.id, key: outcome.key }, this.now);
			void this.sync();
		}
		return outcome.kind;
	}

	/** Forgets the gate and what it holds, also what it has not uploaded. */
	async leave(): Promise<void> {
		await this.#store!.forget();
		this.device = null;
		this.#client = null;
		this.#list = null;
		this.listAt = null;
		this.shown = null;
		this.lock = await GateLock.open(this.#store!);
		await this.#count();
	}

	/** All that was decided and not uploaded, as a file that a supervisor keeps. It names tickets and no person. */
	async unsent(): Promise<Blob> {
		const { device } = this;
		const queued = (await this.#store!.queued()).map(({ scan }) => ({
			...{ device: device!.id, event: device!.event, gate: device!.gate, scan },
		}));
		const scans = [...(await this.#store!.kept()), ...queued];
		return new Blob([JSON.stringify({ format: 'passa-gate-queue/1', scans }, null, '\t')], {
			type: 'application/json',
		});
	}

	/** Decides about a scanned text. The same pass again, at once, changes nothing. */
	async scan(scanned: string, direction: 'in' | 'out' = 'in'): Promise<void> {
		if (this.busy || !this.#decides() || this.#isSame(scanned)) return;
		this.lock!.use();
		this.busy = true;
		const ticket = readPayload(scanned.trim())?.ticket.toString() ?? null;
		try {
			this.shown = { ...(await this.#decide(scanned.slice(0, 4000), direction)), ticket };
		} catch {
			// Its store takes nothing more, for one: a person decides.
			const at = Math.round(this.now());
			this.shown = { answer: fault(at), by: 'device', at, ticket };
		} finally {
			this.#last = { key: scanKey(scanned), until: Date.now() + sameMs };
			this.busy = false;
		}
		if (this.waiting > 0) void this.sync();
	}

	/** Uploads what waits, and loads the list again, unless that was a moment ago. */
	sync(now = false): Promise<void> {
		if (!this.#client || this.ended || this.elsewhere || (!now && Date.now() < this.#nextSync))
			return Promise.resolve();
		this.#syncing ??= this.#sync(this.#client).finally(() => {
			this.#syncing = null;
		});
		return this.#syncing;
	}

	/** Repeats `sync`, and locks what nobody uses, until the returned function is called. */
	follow(): () => void {
		const again = () => {
			this.lock?.lockIfIdle();
			void this.sync();
		};
		const timer = setInterval(again, syncMs / 6);
		window.addEventListener('online', again);
		return () => {
			clearInterval(timer);
			window.removeEventListener('online', again);
		};
	}

	#decides(): boolean {
		return this.#client !== null && !this.ended && !this.elsewhere && this.lock?.isLocked === false;
	}

	async #end(why: DeviceEnd): Promise<void> {
		if (!this.device || this.ended) return;
		this.#client = null;
		this.device = await this.#store!.end(this.device, why);
	}

	async #decide(scanned: string, direction: 'in' | 'out'): Promise<Omit<Shown, 'ticket'>> {
		const nonce = crypto.randomUUID();
		const at = Math.round(this.now());
		const found = await this.#client!.scan({ nonce, scanned, direction, at }).catch((error) =>
			this.#refused(error),
		);
		if (found?.recorded) {
			this.online = true;
			if (found.answer.success) this.entered += direction === 'in' ? 1 : 0;
			return { answer: found.answer, by: 'service', at };
		}
		this.online = false;
		return { answer: await this.#alone(nonce, scanned, direction, at), by: 'device', at };
	}

	/** The queue is written before the answer is shown: nobody is in whom it does not know. */
	async #alone(asked: string, scanned: string, direction: 'in' | 'out', at: number): Promise<EntryAnswer> {
		if (!this.#list || this.ended || this.elsewhere) return fault(at);
		const before = this.#list.entries.size;
		const { ticket, answer } = await decideOffline(this.#list, scanned, direction, at);
		await this.#store!.enqueue({
			// A decision of its own: the service may have recorded another answer to what it was asked.
			...{ nonce: crypto.randomUUID(), asked, scanned, direction, at, answer },
			ticket: ticket === null ? null : String(ticket),
		});
		this.entered += this.#list.entries.size - before;
		this.waiting++;
		return answer;
	}

	async #refused(error: unknown): Promise<null> {
		if (error instanceof PassaError && error.code === 'DEVICE_UNKNOWN') await this.#end('revoked');
		if (error instanceof PassaError && error.code === 'DEVICE_CLOCK') void this.#setClock();
		return null;
	}

	async #sync(client: GateClient): Promise<void> {
		const begun = performance.now();
		try {
			await this.#setClock();
			await this.#upload(client);
			const list = await client.list();
			await this.#store!.keepList(list);
			await this.#take(list);
			this.online = true;
		} catch (error) {
			await this.#refused(error);
			this.online = false;
		}
		await this.#count();
		this.#nextSync = Date.now() + Math.max(syncMs, (performance.now() - begun) * syncShare);
	}

	async #upload(client: GateClient): Promise<void> {
		for (;;) {
			const batch = await this.#store!.queued(uploadedAtOnce);
			if (batch.length === 0) return;
			const scans = nextUpload(batch.map(({ scan }) => scan));
			const results = await client.upload(scans);
			this.conflicts += results.filter(({ result }) => result === 'conflict').length;
			await this.#store!.dequeue(batch.slice(0, scans.length).map(({ place }) => place));
		}
	}

	async #setClock(): Promise<void> {
		const read = await readClock();
		if (!read) return;
		this.#offset = read.offset;
		await this.#store!.keepOffset(read.offset);
	}

	async #take(list: Parameters<typeof openWithQueue>[0]): Promise<void> {
		const queue = (await this.#store!.queued()).map(({ scan }) => scan);
		const open = await openWithQueue(list, queue, this.#list?.verifier.verified);
		this.#list = open;
		void readKeys(open, async () => {
			await new Promise((done) => setTimeout(done, restMs));
			return this.#list === open;
		});
		this.listAt = list.listAt;
		this.tickets = open.tickets.size;
		this.entered = open.entries.size;
	}

	async #count(): Promise<void> {
		this.waiting = await this.#store!.waiting();
		this.kept = (await this.#store!.kept()).length;
	}

	#isSame(scanned: string): boolean {
		return this.#last !== null && this.#last.key === scanKey(scanned) && Date.now() < this.#last.until;
	}
}
