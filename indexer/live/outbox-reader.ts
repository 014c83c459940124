import type { Logger } from 'pino';
import type { Outbox, Sent } from '../models/outbox.ts';
import type { Database } from '../models/schema.ts';
import { isMissingView } from '../models/service-outbox.ts';
import { findChannel } from './channels.ts';
import type { Delta, ServerMessage } from './messages.ts';

const page = 500;

/** Reads one outbox in order, from its last position. */
export class OutboxReader {
	readonly #db: Database;
	readonly outbox: Outbox;
	readonly #log: Logger;
	#position = 0;
	#missing = false;

	constructor(db: Database, outbox: Outbox, log: Logger) {
		this.#db = db;
		this.outbox = outbox;
		this.#log = log;
	}

	/** Starts after the last message. If the view is missing, it starts with the first one that comes. */
	async start(): Promise<void> {
		try {
			this.#position = await this.outbox.head(this.#db);
		} catch (error) {
			if (!isMissingView(error)) throw error;
			this.#report(true);
		}
	}

	/** Delivers what is new. Returns whether there is more. */
	async read(deliver: (sent: Sent) => void): Promise<boolean> {
		try {
			const rows = await this.outbox.after(this.#db, this.#position, page);
			for (const sent of rows) deliver(sent);
			this.#position = rows.at(-1)?.id ?? this.#position;
			this.#report(false);
			return rows.length === page;
		} catch (error) {
			if (!isMissingView(error)) throw error;
			this.#report(true);
			return false;
		}
	}

	/** Logs once for each change. */
	#report(missing: boolean): void {
		if (missing === this.#missing) return;
		this.#missing = missing;
		const outbox = this.outbox.name;
		this.#log.info({ outbox }, missing ? 'live: the outbox is not there yet' : 'live: the outbox is there');
	}
}

/** An outbox publishes on its own channels only, and only messages of the channel's shape. */
export function mayLeave(outbox: Outbox, { channel: name, payload }: Sent, log: Logger): boolean {
	const channel = findChannel(name)?.channel;
	const fits = channel?.outbox === outbox && (channel.delta?.safeParse(payload).success ?? true);
	if (!fits) log.error({ outbox: outbox.name, channel: name }, 'live: a message does not fit its channel');
	return fits;
}

export const deltaOf = ({ channel, seq, ledger, payload }: Sent): ServerMessage => ({
	type: 'delta',
	channel,
	seq,
	ledger,
	data: payload as Delta,
});
