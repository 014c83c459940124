/**
 * How long a message of a team to all holders may be: one SMS also has the event's name and the link to the ticket. Letters of
 * the first page of an SMS, so each counts once.
 */
export const mostOfEmergencyText = 75;
