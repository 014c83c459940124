import { xdr } from '@stellar/stellar-sdk';
import { PassaError } from '#shared/errors.ts';
import { type Announcement, decodeAnnouncement, passaName, type RawEvent } from './decode.ts';
import { allEvents } from './rpc.ts';

const symbol = (text: string): string => xdr.ScVal.scvSymbol(text).toXdr('base64');

/** The registry's announcements as the RPC gives them, in order of their numbers. */
export async function readAnnouncements(
	rpcUrl: string,
	registry: string,
	sinceLedger: number,
): Promise<RawEvent[]> {
	const topics = [[symbol('passa'), symbol('announced'), '*']];
	const { events } = await allEvents(
		rpcUrl,
		[{ type: 'contract', contractIds: [registry], topics }],
		sinceLedger,
	);
	return events.filter((e) => e.inSuccessfulContractCall);
}

/** Every event that the registry announced, in order of their numbers. */
export const announcedEvents = async (
	rpcUrl: string,
	registry: string,
	sinceLedger: number,
): Promise<Announcement[]> =>
	(await readAnnouncements(rpcUrl, registry, sinceLedger)).map((e) => decodeAnnouncement(e, registry));

/** The announcement of an event, by its number or its contract's address, among events of any source. */
export function announcementOf(events: RawEvent[], registry: string, wanted: string): RawEvent {
	const found = events
		.filter((e) => e.contractId === registry && passaName(e) === 'announced')
		.find((e) => {
			const { event, no } = decodeAnnouncement(e, registry);
			return event === wanted || String(no) === wanted;
		});
	if (!found) throw new PassaError('EVENT_NOT_FOUND', `There is no event ${wanted} here.`, { status: 404 });
	return found;
}

/** An event by its number or its contract's address. */
export async function findEvent(
	rpcUrl: string,
	registry: string,
	sinceLedger: number,
	wanted: string,
): Promise<Announcement> {
	const announcements = await readAnnouncements(rpcUrl, registry, sinceLedger);
	return decodeAnnouncement(announcementOf(announcements, registry, wanted), registry);
}
