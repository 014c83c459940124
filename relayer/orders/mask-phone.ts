/** 254712345678 → 2547•••••678: enough to recognise one's own number. */
export const maskPhone = (phone: string): string => `${phone.slice(0, 4)}•••••${phone.slice(-3)}`;
