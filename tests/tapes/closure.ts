export function counter() {
  let count = 0;
  const next = async () => {
    await pause();
    count = count + 1;
    return count;
  };
  return next;
}
