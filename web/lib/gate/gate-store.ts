import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { GateList } from '#shared/gate/gate-list.ts';
import type { KeptDecision } from '#shared/gate/queued-scan.ts';
import { noTries, type Tries, type WrappedKey } from './pin-lock.ts';

/** Why a device decides nothing any more: it was revoked, its PIN was guessed at too often, or it is from before PINs. */
export type DeviceEnd = 'revoked' | 'guessed' | 'older';

/** This browser as a device of a gate. Its private key is readable with the PIN alone. */
export type EnrolledDevice = {
	id: string;
	/** The event's contract. */
	event: string;
	gate: { id: string; name: string; tiers: number[] | null };
	/** Its key is thrown away once it has ended. */
	key: WrappedKey | DeviceEnd;
};

/** A decision of an earlier gate of this browser, which no upload of the present one can carry. */
export type KeptScan = { device: string; event: string; gate: EnrolledDevice['gate']; scan: KeptDecision };

interface Stored extends DBSchema {
	device: { key: 'own'; value: EnrolledDevice };
	list: { key: 'own'; value: GateList };
	/** In the order of the decisions. */
	queue: { key: number; value: KeptDecision };
	kept: { key: number; value: KeptScan };
	clock: { key: 'offset'; value: number };
	lock: { key: 'tries'; value: Tries };
}
type Database = IDBPDatabase<Stored>;

const open = (): Promise<Database> =>
	openDB<Stored>('passa-gate', 2, {
		async upgrade(database, from, _, change) {
			if (from < 1) {
				database.createObjectStore('device');
				database.createObjectStore('list');
				database.createObjectStore('queue', { autoIncrement: true });
				database.createObjectStore('clock');
			}
			database.createObjectStore('kept', { autoIncrement: true });
			database.createObjectStore('lock');
			const devices = change.objectStore('device');
			const older = await devices.get('own');
			// Its key cannot be read to be wrapped.
			if (older)
				await devices.put({ id: older.id, event: older.event, gate: older.gate, key: 'older' }, 'own');
		},
	});

/** What a gate device keeps in its browser, so that it goes on after a reload and without a network. */
export class GateStore {
	readonly #database: Database;

	private constructor(database: Database) {
		this.#database = database;
	}

	static async open(): Promise<GateStore> {
		const store = new GateStore(await open());
		// Else the browser may drop the queue when it needs room.
		await navigator.storage?.persist?.().catch(() => false);
		return store;
	}

	device = async (): Promise<EnrolledDevice | null> => (await this.#database.get('device', 'own')) ?? null;
	list = async (): Promise<GateList | null> => (await this.#database.get('list', 'own')) ?? null;
	offset = async (): Promise<number> => (await this.#database.get('clock', 'offset')) ?? 0;
	keepList = (list: GateList): Promise<unknown> => this.#database.put('list', list, 'own');
	keepOffset = (offset: number): Promise<unknown> => this.#database.put('clock', offset, 'offset');

	tries = async (): Promise<Tries> => (await this.#database.get('lock', 'tries')) ?? noTries;

	/** In one step, so that two tabs cannot try on one count. */
	async changeTries(change: (tries: Tries) => Tries): Promise<{ before: Tries; after: Tries }> {
		const { store, done } = this.#database.transaction('lock', 'readwrite');
		const before = (await store.get('tries')) ?? noTries;
		const after = change(before);
		await Promise.all([store.put(after, 'tries'), done]);
		return { before, after };
	}

	/** What this gate has not uploaded stays to be uploaded by its next device here; what another gate has not is kept. */
	async keepDevice(device: EnrolledDevice): Promise<void> {
		const change = this.#database.transaction(['device', 'list', 'queue', 'kept'], 'readwrite');
		const [devices, queue] = [change.objectStore('device'), change.objectStore('queue')];
		const before = await devices.get('own');
		if (before && (before.event !== device.event || before.gate.id !== device.gate.id)) {
			const { id, event, gate } = before;
			for (const scan of await queue.getAll())
				await change.objectStore('kept').add({ device: id, event, gate, scan });
			await queue.clear();
		}
		await Promise.all([change.objectStore('list').clear(), devices.put(device, 'own'), change.done]);
	}

	/** The device is over, and its key is gone from the store. What it has not uploaded stays. */
	async end(device: EnrolledDevice, why: DeviceEnd): Promise<EnrolledDevice> {
		const ended = { ...device, key: why };
		await this.#database.put('device', ended, 'own');
		return ended;
	}

	/** Once this has ended, the decision outlives the browser. */
	enqueue = (scan: KeptDecision): Promise<unknown> => this.#database.add('queue', scan);

	/** The oldest ones, or all, with their places. */
	async queued(most?: number): Promise<{ place: number; scan: KeptDecision }[]> {
		const [places, scans] = await Promise.all([
			this.#database.getAllKeys('queue', null, most),
			this.#database.getAll('queue', null, most),
		]);
		return places.map((place, i) => ({ place, scan: scans[i]! }));
	}

	waiting = (): Promise<number> => this.#database.count('queue');
	kept = (): Promise<KeptScan[]> => this.#database.getAll('kept');

	/** Those that the service has recorded. */
	async dequeue(places: number[]): Promise<void> {
		const { store, done } = this.#database.transaction('queue', 'readwrite');
		await Promise.all([...places.map((place) => store.delete(place)), done]);
	}

	async forget(): Promise<void> {
		await Promise.all([
			this.#database.clear('device'),
			this.#database.clear('list'),
			this.#database.clear('queue'),
			this.#database.clear('kept'),
			this.#database.clear('lock'),
		]);
	}
}
