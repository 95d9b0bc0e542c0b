pub fn counter() -> impl AsyncFnMut() -> u32 {
    let mut count = 0;
    let next = async move || {
        pause().await;
        count = count + 1;
        return count;
    };
    return next;
}
