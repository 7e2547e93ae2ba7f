// Passwords that nobody has to think up: random, of characters that can't be mistaken for each other.

const CHARACTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const LENGTH = 16;

/** @returns {string} about 92 bits */
export function newPassword() {
  const most = 256 - (256 % CHARACTERS.length); // above it, some characters would come more often
  let made = "";
  while (made.length < LENGTH) {
    const [number] = crypto.getRandomValues(new Uint8Array(1));
    if (number < most) made += CHARACTERS[number % CHARACTERS.length];
  }
  return made;
}
