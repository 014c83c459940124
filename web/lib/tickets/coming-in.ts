/** Whether people will still be let in: an event that is neither over nor cancelled. False while nothing is known of it. */
export const comingIn = (
	event: { endsAt: string; stopped: string | null } | null,
	now: number = Date.now(),
): boolean => event !== null && event.stopped !== 'cancelled' && Date.parse(event.endsAt) > now;
