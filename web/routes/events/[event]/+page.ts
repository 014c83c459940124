import type { PageLoad } from './$types';

/** Most events need none of these parts: a phone loads them with an event that does. */
export const load: PageLoad = async ({ data }) => {
	const { event, listings } = data;
	const happened = event.stopped !== null || event.postponedBySeconds > 0 || event.refundWindow !== null;
	const [fault, notice, resale] = await Promise.all([
		event.fault && import('#lib/ui/EventFault.svelte'),
		happened && import('#lib/ui/EventNotice.svelte'),
		listings.length > 0 && import('./Listings.svelte'),
	]);
	return {
		...data,
		EventFault: fault ? fault.default : null,
		EventNotice: notice ? notice.default : null,
		Listings: resale ? resale.default : null,
	};
};
