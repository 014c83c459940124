import * as assert from 'uvu/assert';
import type { Database } from '../models/schema.ts';
import { eventBooks } from '../payments/event-books.ts';

/** That what an organizer reads of an event's shillings adds up to the cent, in the books and beside their rows. */
export async function assertEventBooks(db: Database, events: string[]): Promise<void> {
	for (const event of events) {
		const books = await eventBooks(db, event);
		for (const { name, books: found, rows } of books.checks) assert.is(found, rows, `${event}: ${name}`);
		const { received, refunded, sellers, reversed, tickets, owed, losses } = books;
		assert.is(
			received - refunded - sellers - reversed,
			tickets + owed.tickets + owed.onItsWay + owed.review - losses,
			`${event}: every shilling is somewhere`,
		);
	}
}
