import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { EntryAnswer } from '#shared/gate/entry-answer.ts';
import type { GateList } from '#shared/gate/gate-list.ts';

/** This browser as a device of a gate. Its private key leaves the browser in no form. */
export type EnrolledDevice = {
	id: string;
	/** The event's contract. */
	event: string;
	gate: { id: string; name: string; tiers: number[] | null };
	pair: CryptoKeyPair;
};

/** What the device decided alone and the service does not know yet. `at`: milliseconds since 1970. */
export type QueuedScan = {
	nonce: string;
	/** Null where the code named no ticket. */
	ticket: string | null;
	direction: 'in' | 'out';
	at: number;
	answer: EntryAnswer;
};

interface Stored extends DBSchema {
	device: { key: 'own'; value: EnrolledDevice };
	list: { key: 'own'; value: GateList };
	/** In the order of the decisions. */
	queue: { key: number; value: QueuedScan };
	clock: { key: 'offset'; value: number };
}
type Database = IDBPDatabase<Stored>;

const open = (): Promise<Database> =>
	openDB<Stored>('passa-gate', 1, {
		upgrade(database) {
			database.createObjectStore('device');
			database.createObjectStore('list');
			database.createObjectStore('queue', { autoIncrement: true });
			database.createObjectStore('clock');
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

	/** A new device has no list and no queue of another one. */
	async keepDevice(device: EnrolledDevice): Promise<void> {
		await this.forget();
		await this.#database.put('device', device, 'own');
	}

	/** Once this has ended, the decision outlives the browser. */
	enqueue = (scan: QueuedScan): Promise<unknown> => this.#database.add('queue', scan);

	/** The oldest ones, or all, with their places. */
	async queued(most?: number): Promise<{ place: number; scan: QueuedScan }[]> {
		const [places, scans] = await Promise.all([
			this.#database.getAllKeys('queue', null, most),
			this.#database.getAll('queue', null, most),
		]);
		return places.map((place, i) => ({ place, scan: scans[i]! }));
	}

	waiting = (): Promise<number> => this.#database.count('queue');

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
		]);
	}
}
