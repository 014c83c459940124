import { createHash, hash } from 'node:crypto';
import { getTableName } from 'drizzle-orm';
import { models } from '../models/all-models.ts';

const digestBytes = 32;
const places = new Map(models.map(({ name }, place) => [name, place]));

/** SHA-256 of events' rows, by model: one list of bytes for each event, because there may be many thousands of events. */
export class RowDigests {
	readonly #byEvent = new Map<number, Buffer>();

	/** An event whose rows come next; what was known of it is forgotten. */
	begin(no: number): void {
		this.#byEvent.set(no, Buffer.alloc(digestBytes * models.length));
	}

	/** The rows of an event in a model's table, as they are written. A model without rows is left out. */
	set(no: number, model: string, text: string): void {
		this.#byEvent.get(no)!.set(hash('sha256', text, 'buffer'), places.get(model)! * digestBytes);
	}

	forget(no: number): void {
		this.#byEvent.delete(no);
	}

	/** SHA-256 in hex over the events' digests, in the order of their numbers, by table. */
	byTable(): Record<string, string> {
		const events = [...this.#byEvent].sort(([a], [b]) => a - b);
		const entries = models.map(({ table }, place) => {
			const whole = createHash('sha256');
			for (const [no, bytes] of events) {
				const digest = bytes.subarray(place * digestBytes, (place + 1) * digestBytes);
				if (digest.some((byte) => byte !== 0)) whole.update(`${no} ${digest.toString('hex')}\n`);
			}
			return [getTableName(table), whole.digest('hex')];
		});
		return Object.fromEntries(entries);
	}
}
